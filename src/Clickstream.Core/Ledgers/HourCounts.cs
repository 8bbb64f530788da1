namespace Clickstream.Core.Ledgers;

/// <summary>What a shard has read of one hour.</summary>
public sealed record HourCounts
{
    /// <summary>Inputs read, each once: <see cref="Landed"/> + <see cref="Quarantined"/>.</summary>
    public long Read { get; init; }

    /// <summary>Valid events written to the landing zone, duplicates included.</summary>
    public long Landed { get; init; }

    /// <summary>Inputs written to the quarantine.</summary>
    public long Quarantined { get; init; }

    /// <summary>Valid events, duplicates not counted, that came after their minute was final; each produces a restatement.</summary>
    public long Late { get; init; }

    /// <summary>Inputs that a producer put again after a crash, seen by their origin and dropped; not part of <see cref="Read"/>.</summary>
    public long Redelivered { get; init; }

    /// <summary>Revenue of the landed purchases by currency, duplicates included.</summary>
    public IReadOnlyDictionary<string, decimal> Revenue { get; init; } = new Dictionary<string, decimal>();
}
