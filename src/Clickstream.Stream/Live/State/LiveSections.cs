namespace Clickstream.Stream.Live.State;

/// <summary>The worker behind the page.</summary>
/// <param name="Ready">Whether it does its work.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Problem">Why what is stored cannot be read at the moment; null if it can.</param>
internal sealed record LiveStatus(bool Ready, string Reason, string? Problem);

/// <summary>An amount of money.</summary>
/// <param name="Currency">ISO 4217; empty if the events name none.</param>
/// <param name="Amount">In that currency.</param>
internal readonly record struct LiveMoney(string Currency, decimal Amount);

/// <summary>A value of a breakdown.</summary>
internal readonly record struct LiveCount(string Name, long Count);

/// <summary>
/// Counts since the beginning, under the names that the summary of <c>demo --json</c> uses: read = accepted + duplicates + quarantined.
/// </summary>
internal sealed record LiveTotals
{
    public long Read { get; init; }

    public long Accepted { get; init; }

    public long Duplicates { get; init; }

    public long Quarantined { get; init; }

    public long Late { get; init; }

    public long Redelivered { get; init; }

    public long Orders { get; init; }

    public IReadOnlyList<LiveMoney> Revenue { get; init; } = [];

    public long Alerts { get; init; }

    public long EngagementMinutes { get; init; }
}

/// <summary>The last minutes of event time together; distinct users and sessions are counted across them.</summary>
internal sealed record LiveRecent
{
    /// <summary>The first minute, ISO 8601.</summary>
    public required string From { get; init; }

    /// <summary>The end of the last minute, ISO 8601.</summary>
    public required string To { get; init; }

    public long ActiveUsers { get; init; }

    public long ActiveSessions { get; init; }

    public long Events { get; init; }

    public long Orders { get; init; }

    public IReadOnlyList<LiveMoney> Revenue { get; init; } = [];

    /// <summary>Orders per session; null without sessions.</summary>
    public double? Conversion { get; init; }
}

/// <summary>Where the events of the last hour of event time came from and went to; greatest first.</summary>
internal sealed record LiveBreakdown
{
    /// <summary>The first minute, ISO 8601.</summary>
    public required string From { get; init; }

    /// <summary>The end of the last minute, ISO 8601.</summary>
    public required string To { get; init; }

    public IReadOnlyList<LiveCount> Types { get; init; } = [];

    public IReadOnlyList<LiveCount> Devices { get; init; } = [];

    public IReadOnlyList<LiveCount> Countries { get; init; } = [];

    public IReadOnlyList<LiveCount> Pages { get; init; } = [];

    public IReadOnlyList<LiveCount> Products { get; init; } = [];
}

/// <summary>One minute of the chart.</summary>
/// <param name="Minute">Minutes since 1970.</param>
/// <param name="State"><c>early</c>, <c>final</c> or <c>restated</c>.</param>
/// <param name="Events">Accepted events.</param>
/// <param name="Users">Distinct users.</param>
/// <param name="Sessions">Distinct sessions.</param>
/// <param name="Orders">Orders.</param>
/// <param name="Revenue">Revenue by currency.</param>
/// <param name="Late">Events that came after the minute was final; they are part of <paramref name="Events"/>.</param>
/// <param name="Purchases">Events of type purchase.</param>
internal sealed record LiveMinute(
    int Minute,
    string State,
    long Events,
    long Users,
    long Sessions,
    long Orders,
    IReadOnlyList<LiveMoney> Revenue,
    long Late,
    long Purchases);

/// <summary>An alert without the person.</summary>
/// <param name="Id">The alert's id.</param>
/// <param name="Rule">The rule that fired.</param>
/// <param name="Severity"><c>info</c>, <c>warning</c> or <c>critical</c>.</param>
/// <param name="EventType">The type of the event; <c>minute</c> for a minute.</param>
/// <param name="Order">The order; empty for a minute.</param>
/// <param name="Items">Pieces.</param>
/// <param name="Amount">Revenue and currency.</param>
/// <param name="EventTime">When it was bought.</param>
/// <param name="AlertTime">When the alert was made.</param>
internal sealed record LiveAlert(
    string Id,
    string Rule,
    string Severity,
    string EventType,
    string Order,
    long Items,
    LiveMoney Amount,
    DateTimeOffset EventTime,
    DateTimeOffset AlertTime);

/// <summary>A row of the table of shards.</summary>
/// <param name="Shard">The shard's name.</param>
/// <param name="State">What is being done with it.</param>
/// <param name="Owner">The worker that holds the lease.</param>
/// <param name="Position">The last record read, or the checkpoint where another worker reads.</param>
/// <param name="LagSeconds">How far behind the newest record; null if unknown.</param>
/// <param name="Watermark">ISO 8601, or null.</param>
/// <param name="Read">Inputs read.</param>
/// <param name="Problem">What holds it up; null if nothing does.</param>
internal sealed record LiveShard(
    string Shard,
    string State,
    string? Owner,
    string Position,
    double? LagSeconds,
    string? Watermark,
    long Read,
    string? Problem);
