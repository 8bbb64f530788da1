using Clickstream.Core.Alerts;
using Clickstream.Core.Engagement;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Live;

/// <summary>Where the live page takes its numbers from.</summary>
public sealed record LiveSources
{
    /// <summary>The worker of this process.</summary>
    public required WorkerFeed Feed { get; init; }

    /// <summary>Where every worker stores its minutes and ledgers; null shows this worker only.</summary>
    public IObjectStore? Store { get; init; }

    /// <summary>The lease table, by which the ledgers are found; null shows this worker's counts only.</summary>
    public ILeaseStore? Leases { get; init; }

    /// <summary>Asks for the alerts that are stored; null shows those of this process only. Called every few seconds.</summary>
    public Func<CancellationToken, Task<AlertHistory>>? Alerts { get; init; }

    /// <summary>Told each row of a minute, of this worker and of those that are stored; for rules of minutes.</summary>
    public Action<MinuteResult>? OnMinute { get; init; }

    /// <summary>
    /// Puts rejected inputs into the stream again, or answers null if another process is at it; null where that is not possible. One call at a time.
    /// </summary>
    public Func<LiveReplayOrder, CancellationToken, Task<LiveReplayOutcome?>>? Replay { get; init; }

    /// <summary>What a month costs at a rate; null where there are no prices.</summary>
    public Func<LiveRate, LiveCost>? Cost { get; init; }

    /// <summary>Where faults are logged; null logs nothing.</summary>
    public ILoggerFactory? Logging { get; init; }
}
