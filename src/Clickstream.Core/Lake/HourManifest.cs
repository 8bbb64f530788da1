using System.Text.Json.Serialization;

namespace Clickstream.Core.Lake;

/// <summary>
/// The commit point of one hour of <c>fact_clicks</c>: the version that readers see, its files, and the micro-batches that are in it.
/// Stored as <c>curated/fact_clicks/PARTITION/manifest.json</c> and only ever replaced as a whole, under a condition.
/// </summary>
public sealed record HourManifest : IManifest
{
    /// <summary>The format that this program writes and the newest that it reads.</summary>
    public const int CurrentFormat = 2;

    /// <inheritdoc/>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The hour, as <see cref="Time.Hour.Path"/>.</summary>
    public required string Hour { get; init; }

    /// <inheritdoc/>
    public required string Version { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Its buckets in order of number; a power of two of them.</summary>
    public required IReadOnlyList<HourBucket> Buckets { get; init; }

    /// <summary>The files of all buckets.</summary>
    [JsonIgnore]
    public IReadOnlyList<DataFile> Files => [.. Buckets.SelectMany(bucket => bucket.Files)];

    /// <inheritdoc/>
    [JsonIgnore]
    public IEnumerable<DataFile> AllFiles => Buckets.SelectMany(
        bucket => bucket.Files.Concat(bucket.Derived.Values).Concat(bucket.Keys is { } keys ? [keys] : Array.Empty<DataFile>()));

    /// <summary>The files of <c>fact_order_items</c>. A bucket without purchases has none, nor has one of a program that did not know the table.</summary>
    [JsonIgnore]
    public IReadOnlyList<DataFile> OrderItems =>
        [.. Buckets.Select(bucket => bucket.Derived.GetValueOrDefault(HourBucket.OrderItems)).OfType<DataFile>()];

    /// <summary>Inputs of the micro-batches and raw objects, each position once: <see cref="Accepted"/> + <see cref="Duplicates"/> + <see cref="Erased"/>.</summary>
    public required long Landed { get; init; }

    /// <summary>Events, one per click id; the rows of the files.</summary>
    public required long Accepted { get; init; }

    /// <summary>Inputs whose click id is that of an accepted event of this hour.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Distinct orders of the accepted purchases.</summary>
    public required long Orders { get; init; }

    /// <summary>Revenue of the accepted purchases by currency.</summary>
    public required IReadOnlyDictionary<string, decimal> Revenue { get; init; }

    /// <summary>Revenue of the purchases among the duplicates, by currency.</summary>
    public required IReadOnlyDictionary<string, decimal> DuplicateRevenue { get; init; }

    /// <summary>Inputs that were counted here and removed since, with the person whose they were; they are not among <see cref="Duplicates"/>.</summary>
    public long Erased { get; init; }

    /// <summary>Revenue of the purchases among those, by currency.</summary>
    public IReadOnlyDictionary<string, decimal> ErasedRevenue { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Names of the micro-batches that are in this version, within the landing folder of the hour, in order.</summary>
    public required IReadOnlyList<string> Consumed { get; init; }

    /// <summary>The records that these micro-batches cover. An input of this hour at such a position has been counted.</summary>
    public required IReadOnlyList<PositionRange> Covered { get; init; }

    /// <summary>The raw objects that were taken in without a stream, in order of key.</summary>
    public required IReadOnlyList<ConsumedRaw> Raw { get; init; }
}
