namespace Clickstream.Bench.Alerting;

/// <summary>Latencies in milliseconds, and their percentiles.</summary>
internal sealed class Latencies(IEnumerable<double> milliseconds)
{
    public const string P50 = "p50_ms";
    public const string P90 = "p90_ms";
    public const string P99 = "p99_ms";
    public const string Max = "max_ms";

    private readonly double[] _sorted = [.. milliseconds.Order()];

    public int Count => _sorted.Length;

    /// <summary>The smallest latency that this share of all does not exceed.</summary>
    public double At(double share) => _sorted.Length == 0 ? double.NaN : _sorted[(int)Math.Ceiling(share * _sorted.Length) - 1];

    /// <summary>The figures to report.</summary>
    /// <exception cref="InvalidOperationException">Nothing was measured.</exception>
    public Dictionary<string, double> ToFigures() => Count == 0
        ? throw new InvalidOperationException("No latency was measured: the run is too short.")
        : new()
        {
            [P50] = At(0.5),
            [P90] = At(0.9),
            [P99] = At(0.99),
            [Max] = _sorted[^1],
            ["measured"] = Count,
        };
}
