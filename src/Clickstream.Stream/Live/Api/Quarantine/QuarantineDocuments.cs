using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.Api.Quarantine;

/// <summary>Entries of an hour.</summary>
internal sealed record HourCountDocument(string Hour, long Count);

/// <summary>The entries of one reason.</summary>
internal sealed record GroupDocument
{
    public required string Reason { get; init; }

    public required long Waiting { get; init; }

    public required long Replayed { get; init; }

    public required long InFlight { get; init; }

    public required DateTimeOffset? First { get; init; }

    public required DateTimeOffset? Last { get; init; }

    public required IReadOnlyList<HourCountDocument> Hours { get; init; }

    public required IReadOnlyList<LiveCount> Sources { get; init; }
}

/// <summary>An object that cannot be read.</summary>
internal sealed record DamagedDocument(string Key, string Problem);

/// <summary>The answer of <c>/api/quarantine</c>.</summary>
internal sealed record QuarantineDocument(
    IReadOnlyList<GroupDocument> Groups, long Waiting, IReadOnlyList<DamagedDocument> Damaged, bool Truncated, DateTimeOffset ReadAt);

/// <summary>One entry.</summary>
internal sealed record SampleDocument
{
    public required string Reason { get; init; }

    public required string? Detail { get; init; }

    public required string Hour { get; init; }

    public required string Source { get; init; }

    public required string? Position { get; init; }

    public required string? Origin { get; init; }

    public required long Length { get; init; }

    public required DateTimeOffset? Received { get; init; }

    public required string Payload { get; init; }

    public required string State { get; init; }
}

/// <summary>The answer of <c>/api/quarantine/samples</c>.</summary>
internal sealed record SamplesDocument(IReadOnlyList<SampleDocument> Samples);

/// <summary>The body of <c>/api/quarantine/replay</c>.</summary>
internal sealed record ReplayOrderDocument
{
    public string? Reason { get; init; }

    public string? Hour { get; init; }

    public Dictionary<string, string>? Renames { get; init; }

    public Dictionary<string, string>? Sets { get; init; }

    public required bool DryRun { get; init; }
}

/// <summary>The answer of <c>/api/quarantine/replay</c>.</summary>
internal sealed record ReplayedDocument
{
    public required bool DryRun { get; init; }

    public required long Replayed { get; init; }

    public required long Resumed { get; init; }

    public required IReadOnlyList<LiveCount> StillInvalid { get; init; }

    public required long Unfit { get; init; }

    public required long Before { get; init; }

    public required long InFlight { get; init; }

    public required bool Complete { get; init; }

    public required IReadOnlyList<string> Problems { get; init; }
}
