namespace Clickstream.Core.Aggregation;

/// <summary>One record of those that an aggregated record holds; its spans point into the record.</summary>
public readonly ref struct UserRecord
{
    /// <summary>Its partition key in UTF-8.</summary>
    public ReadOnlySpan<byte> PartitionKey { get; init; }

    /// <summary>Its explicit hash key; null if its partition key decides.</summary>
    public UInt128? ExplicitHashKey { get; init; }

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The value of its origin tag; empty if it has none.</summary>
    public ReadOnlySpan<byte> Origin { get; init; }
}
