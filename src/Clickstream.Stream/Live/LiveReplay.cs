namespace Clickstream.Stream.Live;

/// <summary>Which rejected inputs are put into the stream again, and how they are mended before.</summary>
/// <param name="Reason">Only those of this reason; null for all.</param>
/// <param name="Hour">Only those of this hour (<c>YYYY/MM/DD/HH</c>); null for all.</param>
/// <param name="Renames">New names of fields by their old name.</param>
/// <param name="Sets">Texts that fields get.</param>
/// <param name="DryRun">Whether only to say what would be put.</param>
public sealed record LiveReplayOrder(
    string? Reason, string? Hour, IReadOnlyDictionary<string, string> Renames, IReadOnlyDictionary<string, string> Sets, bool DryRun);

/// <summary>What a replay has done, or would do.</summary>
/// <param name="Replayed">Entries that were put.</param>
/// <param name="Resumed">Entries of a batch that a replay before had begun.</param>
/// <param name="StillInvalid">Entries that are still no events, by the reason that they have now.</param>
/// <param name="Unfit">Entries that are kept in part only, or are too large.</param>
/// <param name="Before">Entries that were put before.</param>
/// <param name="InFlight">Entries whose record will be read again.</param>
/// <param name="Complete">Whether it went to its end.</param>
/// <param name="Problems">Objects that cannot be read.</param>
public sealed record LiveReplayOutcome(
    long Replayed,
    long Resumed,
    IReadOnlyDictionary<string, long> StillInvalid,
    long Unfit,
    long Before,
    long InFlight,
    bool Complete,
    IReadOnlyList<string> Problems);
