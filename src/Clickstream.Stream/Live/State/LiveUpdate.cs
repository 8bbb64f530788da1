namespace Clickstream.Stream.Live.State;

/// <summary>What may have changed on the page; null or empty where nothing has.</summary>
internal sealed record LiveUpdate
{
    public LiveStatus? Status { get; init; }

    public LiveTotals? Totals { get; init; }

    public LiveRecent? Recent { get; init; }

    public LiveBreakdown? Breakdown { get; init; }

    public IReadOnlyList<LiveShard>? Shards { get; init; }

    /// <summary>Forgets the minutes before this one; null keeps all.</summary>
    public int? FirstMinute { get; init; }

    /// <summary>Minutes that are new or different.</summary>
    public IReadOnlyList<LiveMinute> Minutes { get; init; } = [];

    /// <summary>New alerts, oldest first.</summary>
    public IReadOnlyList<LiveAlert> Alerts { get; init; } = [];
}
