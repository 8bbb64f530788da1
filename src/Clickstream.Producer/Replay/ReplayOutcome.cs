using Clickstream.Core.Time;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Replay;

/// <summary>What a replay did.</summary>
public sealed record ReplayOutcome
{
    /// <summary>Inputs read in this run.</summary>
    public required long Read { get; init; }

    /// <summary>Inputs put into the stream in this run.</summary>
    public required long Put { get; init; }

    /// <summary>The records of those inputs, with the PUT payload units that Kinesis bills.</summary>
    public required PutTally Tally { get; init; }

    /// <summary>Inputs quarantined at the source in this run.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Bytes put in this run, without frames and keys.</summary>
    public required long Bytes { get; init; }

    /// <summary>Objects read to their end in this run.</summary>
    public required int Files { get; init; }

    /// <summary>Objects that an earlier run had finished.</summary>
    public required int FilesBefore { get; init; }

    /// <summary>Inputs of the whole replay, all runs together.</summary>
    public required long TotalRead { get; init; }

    /// <summary>Whether everything in the range was read to its end; false if it was stopped or an object could not be read.</summary>
    public required bool Complete { get; init; }

    /// <summary>Objects that have changed since they were finished; they are not read again.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>Objects that could not be read to their end, with the reason; the next run tries them again.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Inputs per second.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Read / Elapsed.TotalSeconds : 0;
}

/// <summary>How far a replay is.</summary>
/// <param name="Inputs">Inputs read in this run.</param>
/// <param name="EventTime">The event time that it has come to; null before the first input.</param>
/// <param name="Share">The part of the stored bytes that was read, 0 to 1.</param>
/// <param name="Elapsed">Time since this run began.</param>
/// <param name="Remaining">The estimated time to the end; null while unknown.</param>
public sealed record ReplayProgress(long Inputs, EventTime? EventTime, double Share, TimeSpan Elapsed, TimeSpan? Remaining)
{
    /// <summary>Inputs per second of this run.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? Inputs / Elapsed.TotalSeconds : 0;
}

/// <summary>What a replay would do.</summary>
/// <param name="Hours">By hour, in order; only what is left to do.</param>
/// <param name="FilesBefore">Objects that an earlier run had finished.</param>
/// <param name="Changed">Objects that have changed since they were finished.</param>
/// <param name="Estimated">How long it would take.</param>
public sealed record ReplayPlan(IReadOnlyList<ReplayPlanHour> Hours, int FilesBefore, IReadOnlyList<string> Changed, TimeSpan Estimated)
{
    /// <summary>Objects to read.</summary>
    public int Files => Hours.Sum(hour => hour.Files);

    /// <summary>Their stored bytes.</summary>
    public long Bytes => Hours.Sum(hour => hour.Bytes);

    /// <summary>Inputs to put.</summary>
    public long Inputs => Hours.Sum(hour => hour.Inputs);
}

/// <summary>One hour of a plan.</summary>
/// <param name="Hour">The hour of the folder.</param>
/// <param name="Files">Objects to read.</param>
/// <param name="Bytes">Their stored bytes.</param>
/// <param name="Inputs">Inputs to put.</param>
public sealed record ReplayPlanHour(Hour Hour, int Files, long Bytes, long Inputs);
