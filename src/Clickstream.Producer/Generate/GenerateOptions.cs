namespace Clickstream.Producer.Generate;

/// <summary>
/// What traffic to make. The same options make the same bytes, on any machine and whatever the timing of threads.
/// Shares are fractions of the inputs written, from 0 to <see cref="MaxShare"/>.
/// </summary>
public sealed record GenerateOptions
{
    /// <summary>The greatest share of one kind of trouble; beyond it the traffic is no longer that of a shop.</summary>
    public const double MaxShare = 0.3;

    /// <summary>Inputs (lines) written in total, exactly. Duplicates and malformed lines are among them.</summary>
    public long Events { get; init; } = 200_000;

    /// <summary>Length of the traffic in hours of event time; one folder of raw files each.</summary>
    public int Hours { get; init; } = 24;

    /// <summary>Chooses the traffic.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The first instant, a whole hour in UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Share of events that are emitted after their minute is final in any shard.</summary>
    public double LateShare { get; init; } = 0.01;

    /// <summary>Share of inputs that are exact copies of an earlier one.</summary>
    public double DuplicateShare { get; init; } = 0.005;

    /// <summary>Share of inputs that are no valid event.</summary>
    public double MalformedShare { get; init; } = 0.002;

    /// <summary>Share of visits that are made by declared bots.</summary>
    public double BotShare { get; init; } = 0.02;

    /// <summary>Share of events whose device clock is off, by up to <see cref="MaxClockSkew"/>.</summary>
    public double ClockSkewShare { get; init; } = 0.01;

    /// <summary>Share of visitors who never sign in: they have an anonymous id and no user id.</summary>
    public double AnonymousShare { get; init; } = 0.15;

    /// <summary>The allowed lateness that late events must exceed; the worker's default is the same.</summary>
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Independent partitions of the users, each a part file of every hour. It is part of what is made, so it does not follow the machine's
    /// cores.
    /// </summary>
    public int Lanes { get; init; } = 4;

    /// <summary>Number of different visitors; 0 makes one for each 20 inputs.</summary>
    public int Visitors { get; init; }

    /// <summary>Number of different products.</summary>
    public int Products { get; init; } = 1_000;

    /// <summary>Compresses the raw files with gzip. The inputs are the same.</summary>
    public bool Gzip { get; init; }

    /// <summary>
    /// The most that a device clock is off; well below any sensible allowed lateness, so that skew alone makes nothing late.
    /// </summary>
    public static TimeSpan MaxClockSkew { get; } = TimeSpan.FromSeconds(3);

    /// <summary>The last instant, exclusive.</summary>
    internal DateTimeOffset End => Start.AddHours(Hours);

    /// <summary>The number of different visitors in effect.</summary>
    internal int EffectiveVisitors => Visitors > 0 ? Visitors : (int)Math.Clamp(Events / 20, Lanes, 2_000_000);

    /// <summary>Everything that is wrong with the options, each as a sentence; empty if they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        Check(Events is >= 1 and <= 100_000_000_000, $"Events is {Events}; expected 1 to 100,000,000,000.");
        Check(Hours is >= 1 and <= 24 * 366, $"Hours is {Hours}; expected 1 to 8,784.");
        Check(Lanes is >= 1 and <= 64, $"Lanes is {Lanes}; expected 1 to 64.");
        Check(Visitors is >= 0 and <= 10_000_000, $"Visitors is {Visitors}; expected 0 to 10,000,000.");
        Check(Products is >= 10 and <= 100_000, $"Products is {Products}; expected 10 to 100,000.");
        Check(Start.UtcTicks % TimeSpan.TicksPerHour == 0, $"Start is {Start:O}; expected a whole hour.");
        Check(Start.UtcDateTime.Year is >= 2000 and < 2099, $"Start is {Start:O}; expected a year from 2000 to 2098.");
        Check(AllowedLateness >= TimeSpan.FromSeconds(40) && AllowedLateness <= TimeSpan.FromHours(1),
            $"AllowedLateness is {AllowedLateness}; expected 40 seconds (the disorder of events on time stays below) to 1 hour.");
        foreach (var (name, share) in new[]
        {
            (nameof(LateShare), LateShare), (nameof(DuplicateShare), DuplicateShare), (nameof(MalformedShare), MalformedShare),
            (nameof(BotShare), BotShare), (nameof(ClockSkewShare), ClockSkewShare), (nameof(AnonymousShare), AnonymousShare),
        })
        {
            Check(share is >= 0 and <= MaxShare, $"{name} is {share}; expected 0 to {MaxShare}.");
        }

        return problems;
    }
}
