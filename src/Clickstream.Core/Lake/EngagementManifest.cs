namespace Clickstream.Core.Lake;

/// <summary>The commit point of one hour of the engagement table. Stored as <c>curated/engagement/PARTITION/manifest.json</c>.</summary>
public sealed record EngagementManifest : IManifest
{
    /// <summary>The format that this program writes and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <inheritdoc/>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The hour, as <see cref="Time.Hour.Path"/>.</summary>
    public required string Hour { get; init; }

    /// <inheritdoc/>
    public required string Version { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset Created { get; init; }

    /// <inheritdoc/>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>
    /// The winning row of each part of a minute, from which the table is summed and to which later micro-batches are compared; gzip NDJSON.
    /// </summary>
    public required DataFile Parts { get; init; }

    /// <summary>Minutes that have a row.</summary>
    public required int Minutes { get; init; }

    /// <summary>Events counted in these minutes.</summary>
    public required long Events { get; init; }

    /// <summary>Duplicates that came in these minutes.</summary>
    public required long Duplicates { get; init; }

    /// <summary>
    /// The engagement micro-batches that are in this version, in order of name. One that was put again since then is taken in again:
    /// the same records may have been written with minutes that the clock had closed meanwhile.
    /// </summary>
    public required IReadOnlyList<ConsumedObject> Consumed { get; init; }
}
