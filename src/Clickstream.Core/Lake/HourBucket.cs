namespace Clickstream.Core.Lake;

/// <summary>
/// A part of an hour of <c>fact_clicks</c>: the rows of those visitors whose <see cref="VisitorHash"/> begins with the bits of its number.
/// Late data rewrites only the buckets that it touches, so the files of a bucket may lie in the folder of an older version.
/// </summary>
public sealed record HourBucket
{
    /// <summary>The name of the file of <c>fact_order_items</c> in <see cref="Derived"/>.</summary>
    public const string OrderItems = "order_items";

    /// <summary>From 0 to below the number of buckets of the hour.</summary>
    public required int Number { get; init; }

    /// <summary>Rows of the files, each with its own click id.</summary>
    public required long Rows { get; init; }

    /// <summary>Revenue of its purchases by currency.</summary>
    public required IReadOnlyDictionary<string, decimal> Revenue { get; init; }

    /// <summary>The data files; none if it has no rows.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>What was derived from its rows for other tables, by name: <c>users</c>, and so on.</summary>
    public required IReadOnlyDictionary<string, DataFile> Derived { get; init; }

    /// <summary>
    /// Fingerprints of its click ids and orders, by which rows of other buckets are compared without reading this one; null in an hour of
    /// one bucket.
    /// </summary>
    public required DataFile? Keys { get; init; }
}
