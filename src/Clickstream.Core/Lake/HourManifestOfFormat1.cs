namespace Clickstream.Core.Lake;

/// <summary>A manifest of an hour as it was written before there were buckets: an hour of one.</summary>
internal sealed record HourManifestOfFormat1
{
    public required string Hour { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required IReadOnlyList<DataFile> Files { get; init; }

    public required DataFile Users { get; init; }

    public required long Landed { get; init; }

    public required long Accepted { get; init; }

    public required long Duplicates { get; init; }

    public required long Orders { get; init; }

    public required IReadOnlyDictionary<string, decimal> Revenue { get; init; }

    public required IReadOnlyDictionary<string, decimal> DuplicateRevenue { get; init; }

    public required IReadOnlyList<string> Consumed { get; init; }

    public required IReadOnlyList<PositionRange> Covered { get; init; }

    public HourManifest ToCurrent() => new()
    {
        Hour = Hour,
        Version = Version,
        Created = Created,
        Buckets =
        [
            new HourBucket
            {
                Number = 0,
                Rows = Accepted,
                Revenue = Revenue,
                Files = Files,
                Derived = new Dictionary<string, DataFile> { ["users"] = Users },
                Keys = null,
            },
        ],
        Landed = Landed,
        Accepted = Accepted,
        Duplicates = Duplicates,
        Orders = Orders,
        Revenue = Revenue,
        DuplicateRevenue = DuplicateRevenue,
        Consumed = Consumed,
        Covered = Covered,
        Raw = [],
    };
}
