namespace Clickstream.Stream.Live.State;

/// <summary>
/// What the page shows, whole (a snapshot) or what has changed since an earlier version (a delta: an absent section has not changed;
/// <see cref="Minutes"/> and <see cref="Alerts"/> then hold the changed and the new ones only). Holds no personal data.
/// </summary>
internal sealed record LiveState
{
    /// <summary>Names this process; versions of different processes cannot be compared.</summary>
    public required string Instance { get; init; }

    /// <summary>Grows with each change.</summary>
    public required long Version { get; init; }

    /// <summary>Whether this is everything.</summary>
    public required bool Snapshot { get; init; }

    /// <summary>The clock of the server.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The worker.</summary>
    public LiveStatus? Status { get; init; }

    /// <summary>Since the beginning.</summary>
    public LiveTotals? Totals { get; init; }

    /// <summary>The last five minutes of event time.</summary>
    public LiveRecent? Recent { get; init; }

    /// <summary>The last sixty minutes of event time, broken down.</summary>
    public LiveBreakdown? Breakdown { get; init; }

    /// <summary>The first minute that is shown (minutes since 1970); the page forgets what is before it.</summary>
    public int? FirstMinute { get; init; }

    /// <summary>Minutes in order of time.</summary>
    public IReadOnlyList<LiveMinute>? Minutes { get; init; }

    /// <summary>Alerts, oldest first.</summary>
    public IReadOnlyList<LiveAlert>? Alerts { get; init; }

    /// <summary>Shards in order of name.</summary>
    public IReadOnlyList<LiveShard>? Shards { get; init; }
}
