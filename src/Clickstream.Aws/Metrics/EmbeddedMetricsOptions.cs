namespace Clickstream.Aws.Metrics;

/// <summary>What <see cref="EmbeddedMetrics"/> writes, and how often.</summary>
public sealed record EmbeddedMetricsOptions
{
    /// <summary>The namespace in CloudWatch.</summary>
    public string Namespace { get; init; } = "Clickstream";

    /// <summary>The meter whose instruments are written; that of the worker.</summary>
    public string MeterName { get; init; } = "Clickstream";

    /// <summary>How often; a minute, which is CloudWatch's resolution at the usual price.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Dimensions of every metric, for instance the stream. Each combination of values is a metric that is paid for.</summary>
    public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Tags of the instruments that become dimensions. Others are left out: counts are added up, and of what is measured by shard all values are kept, so
    /// that CloudWatch knows the greatest and the average without a metric for each shard.
    /// </summary>
    public IReadOnlyList<string> DimensionTags { get; init; } = ["outcome", "channel"];

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Namespace.Length is 0 or > 255 || Namespace.StartsWith("AWS/", StringComparison.Ordinal))
            problems.Add("The namespace has 1 to 255 characters and does not begin with AWS/.");
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromHours(1))
            problems.Add("The interval of the metrics is between a second and an hour.");
        if (Dimensions.Count + DimensionTags.Count > EmbeddedMetricFormat.MaxDimensions)
            problems.Add($"There are {Dimensions.Count + DimensionTags.Count} dimensions; CloudWatch takes {EmbeddedMetricFormat.MaxDimensions}.");
        if (Dimensions.Any(pair => pair.Key.Length == 0 || pair.Value.Length == 0))
            problems.Add("A dimension has a name and a value.");
        return problems;
    }
}
