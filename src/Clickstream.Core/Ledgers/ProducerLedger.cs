namespace Clickstream.Core.Ledgers;

/// <summary>What a producer has read from its source and put into the stream, complete up to its own checkpoint.</summary>
public sealed record ProducerLedger
{
    /// <summary>The producer, as in <see cref="Origin"/>.</summary>
    public required string Producer { get; init; }

    /// <summary>Inputs found in the source.</summary>
    public required long Read { get; init; }

    /// <summary>Inputs put into the stream, each once however often it was put.</summary>
    public required long Put { get; init; }

    /// <summary>Inputs quarantined at the source because they cannot go through the stream, by <see cref="Time.Hour.Path"/> of the source.</summary>
    public required IReadOnlyDictionary<string, long> Quarantined { get; init; }

    /// <summary>Whether the source was read to its end; false while it runs or was stopped half way.</summary>
    public required bool Complete { get; init; }
}
