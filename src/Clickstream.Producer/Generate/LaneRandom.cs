using System.Numerics;

namespace Clickstream.Producer.Generate;

/// <summary>
/// Seeded random numbers (xoshiro256**), the same on every machine and in every version of .NET, which <see cref="Random"/> does not
/// promise.
/// </summary>
internal sealed class LaneRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public LaneRandom(ulong seed)
    {
        _a = Mix(seed);
        _b = Mix(_a);
        _c = Mix(_b);
        _d = Mix(_c) | 1; // The generator must not start from all zeros.
    }

    /// <summary>Spreads a number over all 64 bits; no two numbers give the same (the finalizer of SplitMix64).</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to below the bound.</summary>
    public int Next(int bound) => (int)(((Next() >> 32) * (uint)bound) >> 32);

    /// <summary>A number from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A number from 0 to below the bound, the small ones more often: a power law with a long tail.</summary>
    public int NextPopular(int bound)
    {
        var u = NextDouble();
        return (int)(bound * u * u);
    }

    /// <summary>An exponentially distributed number.</summary>
    public double NextExponential(double mean) => -NaturalLog(1 - NextDouble()) * mean;

    /// <summary>
    /// The natural logarithm of a positive number, to about 1e-9, from basic arithmetic only:
    /// <see cref="Math.Log(double)"/> may differ in its last bit from platform to platform.
    /// </summary>
    private static double NaturalLog(double x)
    {
        var exponent = 0;
        while (x < 0.70710678)
        {
            x *= 2;
            exponent--;
        }

        var t = (x - 1) / (x + 1);
        var s = t * t;
        var series = 1 + (s * ((1.0 / 3) + (s * ((1.0 / 5) + (s * ((1.0 / 7) + (s * ((1.0 / 9) + (s / 11)))))))));
        return (2 * t * series) + (exponent * 0.6931471805599453);
    }
}
