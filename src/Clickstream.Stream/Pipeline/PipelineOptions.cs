using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Privacy;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// How a shard is counted. The values that decide what is counted (<see cref="AllowedLateness"/>, <see cref="Retention"/>,
/// <see cref="DuplicateHorizon"/>, <see cref="MaxAheadOfArrival"/> and the limits) must be the same on all workers, as the counts of a
/// shard
/// are a function of its records and of them alone.
/// </summary>
public sealed record PipelineOptions
{
    /// <summary>How far the watermark stays behind the greatest event time seen; 1 minute.</summary>
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long after its end a minute stays in memory for late events; 10 minutes of event time.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a click id is remembered at least, in event time; 1 hour.</summary>
    public TimeSpan DuplicateHorizon { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// An event further ahead of its arrival than this does not move the watermark; 10 minutes. A wrong clock would make all others late.
    /// </summary>
    public TimeSpan MaxAheadOfArrival { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many inputs are remembered whatever their age; 500,000, five times what a producer may put again after a crash.
    /// </summary>
    public int MinSeenInputs { get; init; } = 500_000;

    /// <summary>How many inputs are remembered at most; 2,000,000, which is 64 MB in each shard.</summary>
    public int MaxSeenInputs { get; init; } = 2_000_000;

    /// <summary>Inputs that are remembered and forgotten together; 65,536.</summary>
    public int SeenGenerationSize { get; init; } = 65_536;

    /// <summary>
    /// Minutes of a shard that are in memory at once; 256. Beyond, the minute that was untouched for the longest time is let go.
    /// </summary>
    public int MaxOpenMinutes { get; init; } = 256;

    /// <summary>
    /// Hours whose micro-batch is being compressed at once; 24, at about 300 KB each. Others are kept compressed until the flush.
    /// </summary>
    public int MaxOpenHours { get; init; } = 24;

    /// <summary>Compressed bytes that are enough for a flush; 8 MiB.</summary>
    public long FlushBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Events that pass the pipeline in one step at most; 1,024, so that they stay in the processor's cache.</summary>
    public int BatchEvents { get; init; } = 1_024;

    /// <summary>What is stored of the addresses of visitors, in micro-batches and in the quarantine; everything by default. It changes no count.</summary>
    public AddressPolicy Addresses { get; init; }

    /// <summary>What is added to events; nothing by default. It changes no count but those by device and country.</summary>
    public EnrichmentOptions Enrichment { get; init; } = EnrichmentOptions.None;

    /// <summary>What makes alerts: every purchase, of any age. It changes no count.</summary>
    public AlertRules Rules { get; init; } = AlertRules.Default with { MaxAge = null };

    /// <summary>Tells the time of alerts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(AllowedLateness >= TimeSpan.Zero && AllowedLateness <= TimeSpan.FromDays(1), "AllowedLateness is between 0 and 1 day.");
        Require(Retention >= TimeSpan.Zero && Retention <= TimeSpan.FromDays(1), "Retention is between 0 and 1 day.");
        Require(DuplicateHorizon >= TimeSpan.Zero && DuplicateHorizon <= TimeSpan.FromDays(7), "DuplicateHorizon is between 0 and 7 days.");
        Require(
            MaxAheadOfArrival >= TimeSpan.Zero && MaxAheadOfArrival <= TimeSpan.FromDays(1),
            "MaxAheadOfArrival is between 0 and 1 day.");
        Require(SeenGenerationSize is >= 16 and <= 1_000_000, "SeenGenerationSize is between 16 and 1,000,000.");
        Require(MinSeenInputs >= SeenGenerationSize, "MinSeenInputs is at least SeenGenerationSize.");
        Require(MaxSeenInputs >= MinSeenInputs && MaxSeenInputs <= 20_000_000, "MaxSeenInputs is between MinSeenInputs and 20,000,000.");
        Require(MaxOpenMinutes is >= 2 and <= 10_000, "MaxOpenMinutes is between 2 and 10,000.");
        Require(MaxOpenHours is >= 1 and <= 1_000, "MaxOpenHours is between 1 and 1,000.");
        Require(FlushBytes is >= 1 and <= 256 * 1024 * 1024, "FlushBytes is between 1 byte and 256 MiB.");
        Require(BatchEvents is >= 1 and <= 100_000, "BatchEvents is between 1 and 100,000.");
        return problems;

        void Require(bool holds, string rule)
        {
            if (!holds)
            {
                problems.Add(rule);
            }
        }
    }

    internal PipelineOptions Checked() =>
        Validate() is { Count: > 0 } problems
            ? throw new ArgumentException("The pipeline's options are wrong: " + string.Join(' ', problems))
            : this;
}
