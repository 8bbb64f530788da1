using Clickstream.Stream.Pipeline;

namespace Clickstream.Stream.Worker;

/// <summary>How a worker works. The values that all workers of an application must share are in <see cref="Pipeline"/>.</summary>
public sealed record WorkerOptions
{
    /// <summary>The application; workers of the same name share the shards.</summary>
    public string Application { get; init; } = "clickstream";

    /// <summary>The worker's own name in the lease table; null makes one of host, process and a random number. No two processes may use the same.</summary>
    public string? WorkerId { get; init; }

    /// <summary>Where to begin in a stream that the application has never read; the oldest record.</summary>
    public WorkerStart Start { get; init; } = WorkerStart.Oldest;

    /// <summary>
    /// How long a lease may stand still before another worker takes it; 10 s, as in the KCL. Locally 3 s is enough.
    /// It is renewed three times as often.
    /// </summary>
    public TimeSpan Failover { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the lease table is read for leases to take; null for a third of <see cref="Failover"/>. DynamoDB bills each row that is read, and one
    /// <see cref="Failover"/> is enough there: a dead worker is then noticed within three failovers.
    /// </summary>
    public TimeSpan? LeaseListing { get; init; }

    /// <summary>How many shards the worker reads at most; all.</summary>
    public int MaxLeases { get; init; } = int.MaxValue;

    /// <summary>How old what was read may become before it is flushed; 5 s. The size at which it is flushed is a pipeline's option.</summary>
    public TimeSpan FlushAge { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often early results of open minutes are shown; 1 s.</summary>
    public TimeSpan EarlyEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A shard that was silent for this long does not hold minutes back: its own are closed; 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>End when every shard is read to its tip and everything is settled, instead of waiting for more.</summary>
    public bool UntilIdle { get; init; }

    /// <summary>With <see cref="UntilIdle"/>: not before this is completed, for a producer that is still at work; completed by default.</summary>
    public Task InputsEnd { get; init; } = Task.CompletedTask;

    /// <summary>How long something the worker depends on may fail before the worker stops with an error; 2 minutes. Nothing is lost by stopping.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long undelivered alerts are waited for on a stop; 5 s. Those that remain are saved and sent by the next worker.</summary>
    public TimeSpan AlertDrain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an alert is tried on a channel before it becomes a dead letter; 30 s.</summary>
    public TimeSpan AlertRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How the events of a shard are counted.</summary>
    public PipelineOptions Pipeline { get; init; } = new();

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Pipeline.Validate());
        Require(Application.Length is >= 1 and <= 128, "The application's name has 1 to 128 characters.");
        Require(WorkerId is null or { Length: >= 1 and <= 256 }, "The worker's name has 1 to 256 characters.");
        Require(IsBetween(Failover, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)), "Failover is between 0.1 s and 10 min.");
        Require(
            LeaseListing is null || IsBetween(LeaseListing.Value, Failover / 10, 10 * Failover),
            "LeaseListing is between a tenth of Failover and ten times Failover.");
        Require(MaxLeases >= 1, "MaxLeases is at least 1.");
        Require(IsBetween(FlushAge, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(15)), "FlushAge is between 10 ms and 15 min.");
        Require(IsBetween(EarlyEvery, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)), "EarlyEvery is between 10 ms and 1 min.");
        Require(IsBetween(IdleTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)), "IdleTimeout is between 10 ms and 1 day.");
        Require(IsBetween(GiveUpAfter, TimeSpan.Zero, TimeSpan.FromDays(365)), "GiveUpAfter is between 0 and 365 days.");
        Require(IsBetween(AlertDrain, TimeSpan.Zero, TimeSpan.FromMinutes(10)), "AlertDrain is between 0 and 10 min.");
        Require(IsBetween(AlertRetry, TimeSpan.Zero, TimeSpan.FromHours(1)), "AlertRetry is between 0 and 1 h.");
        return problems;

        void Require(bool holds, string rule)
        {
            if (!holds)
                problems.Add(rule);
        }

        static bool IsBetween(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;
    }
}
