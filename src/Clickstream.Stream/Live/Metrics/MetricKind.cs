namespace Clickstream.Stream.Live.Metrics;

/// <summary>The types of the Prometheus text format that we use; the name in lower case is what is written.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by size.</summary>
    Histogram,
}
