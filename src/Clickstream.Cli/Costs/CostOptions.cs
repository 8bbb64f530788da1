namespace Clickstream.Cli.Costs;

/// <summary>What is to be priced.</summary>
internal sealed record CostOptions
{
    /// <summary>Events of a day.</summary>
    public required double EventsPerDay { get; init; }

    /// <summary>Bytes of an event as JSON; that of the synthetic traffic.</summary>
    public double EventBytes { get; init; } = 500;

    /// <summary>The busiest second, in multiples of the average one.</summary>
    public double Peak { get; init; } = 3;

    /// <summary>Part of the events that are purchases, and therefore alerts.</summary>
    public double Purchases { get; init; } = 0.01;

    /// <summary>Whether a worker always runs on a provisioned stream; else the stream is on demand, and the worker runs every 15 minutes.</summary>
    public bool AlwaysOn { get; init; } = true;

    /// <summary>Whether alert functions read the stream.</summary>
    public bool Functions { get; init; }

    /// <summary>Whether the worker has fan-out.</summary>
    public bool FanOut { get; init; }

    /// <summary>Whether micro-batches go through Firehose.</summary>
    public bool Firehose { get; init; }

    /// <summary>Hours that records stay in the stream.</summary>
    public double RetentionHours { get; init; } = 48;

    /// <summary>Months of Parquet that are kept.</summary>
    public double Months { get; init; } = 12;

    /// <summary>Queries a day, each over one day of events.</summary>
    public double QueriesPerDay { get; init; } = 20;

    /// <summary>Zones of a private network, whose endpoints cost; 0 for a public one.</summary>
    public int PrivateZones { get; init; }

    /// <summary>What is wrong with the values, one sentence each.</summary>
    public IEnumerable<string> Validate()
    {
        if (!(EventsPerDay is >= 1 and <= 1e13))
        {
            yield return "--events-per-day is between 1 and 10,000,000,000,000.";
        }

        if (!(EventBytes is >= 20 and <= 1_000_000))
        {
            yield return "--event-bytes is between 20 and 1,000,000.";
        }

        if (!(Peak is >= 1 and <= 1000) || !(Purchases is >= 0 and <= 1))
        {
            yield return "--peak is between 1 and 1000, and --purchases between 0 and 1.";
        }

        if (!(RetentionHours is >= 24 and <= 8760) || !(Months >= 0) || !(QueriesPerDay >= 0) || PrivateZones is < 0 or > 6)
        {
            yield return "--retention-hours is between 24 and 8760, --months and --queries-per-day are not negative, --private-zones is between 0 and 6.";
        }
    }
}
