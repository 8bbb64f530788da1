using Clickstream.Core.Delivery;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Everything that has to be durable before a shard's checkpoint may move: write <see cref="Batches"/> and <see cref="State"/> (in any
/// order),
/// then <see cref="Ledger"/>, then checkpoint, then delete <see cref="Obsolete"/>. Writing it again changes nothing.
/// Disposing it gives the buffers of the micro-batches back; they must not be used afterwards.
/// </summary>
public sealed class ShardFlush : IDisposable
{
    private readonly IDisposable _buffers;

    internal ShardFlush(IDisposable buffers) => _buffers = buffers;

    /// <summary>The checkpoint that all this belongs to.</summary>
    public required Checkpoint Checkpoint { get; init; }

    /// <summary>Micro-batches of events, of rejected input and of minutes.</summary>
    public required IReadOnlyList<MicroBatch> Batches { get; init; }

    /// <summary>The state of the pipeline at the checkpoint.</summary>
    public required IReadOnlyList<StateObject> State { get; init; }

    /// <summary>The ledger at the checkpoint.</summary>
    public required StateObject Ledger { get; init; }

    /// <summary>What is not needed any more once the checkpoint has moved.</summary>
    public required IReadOnlyList<ObjectKey> Obsolete { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _buffers.Dispose();
}

/// <summary>An object to write as it is.</summary>
/// <param name="Key">Where it goes.</param>
/// <param name="Content">Its bytes.</param>
public readonly record struct StateObject(ObjectKey Key, ReadOnlyMemory<byte> Content);
