using Clickstream.Core.Streams;

namespace Clickstream.Local.Streams;

/// <summary>
/// How much of the limits of a shard is spent: a leaky bucket for records and one for bytes, each of one second's size.
/// A value that is stored with the shard, so that the limits hold across processes.
/// </summary>
/// <param name="Records">Records in the bucket.</param>
/// <param name="Bytes">Bytes in the bucket.</param>
/// <param name="At">When that was, in microseconds since 1970.</param>
internal readonly record struct Throughput(double Records, double Bytes, long At)
{
    /// <summary>Nothing spent.</summary>
    public static Throughput None => default;

    /// <summary>Lets out what a time takes away.</summary>
    public Throughput LeakUntil(long now)
    {
        var seconds = Math.Max(0, now - At) / 1e6;
        return new Throughput(
            Math.Max(0, Records - (seconds * StreamLimits.RecordsPerSecondPerShard)),
            Math.Max(0, Bytes - (seconds * StreamLimits.BytesPerSecondPerShard)),
            Math.Max(now, At));
    }

    /// <summary>Adds a record if there is room for it.</summary>
    /// <returns>False if there is not; nothing is spent then.</returns>
    public bool TrySpend(int bytes, out Throughput after)
    {
        const double rounding = 1e-6; // Leaking 1,000 times a thousandth must make room for a thousandth.
        after = new Throughput(Records + 1, Bytes + bytes, At);
        if (after.Records <= StreamLimits.RecordsPerSecondPerShard + rounding
            && after.Bytes <= StreamLimits.BytesPerSecondPerShard + rounding)
        {
            return true;
        }

        after = this;
        return false;
    }
}
