using Clickstream.Core.Alerts;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// What a pipeline needs to go on behind a checkpoint as if it had never stopped. Immutable; any number of pipelines can begin with it.
/// </summary>
public sealed class ShardState
{
    internal ShardState(ShardStateIndex index, IReadOnlyList<SavedGeneration> seen, IReadOnlyList<ObjectKey> leftovers) =>
        (Index, Seen, Leftovers) = (index, seen, leftovers);

    /// <summary>The shard.</summary>
    public ShardId Shard => Index.Shard;

    /// <summary>The checkpoint it belongs to.</summary>
    public Checkpoint Checkpoint => Index.Checkpoint;

    /// <summary>The last record that is part of it; null if the shard had none.</summary>
    public SequenceNumber? Through => Index.Through;

    /// <summary>The event time up to which the shard is believed complete; null before its first event.</summary>
    public EventTime? Watermark => Index.Watermark == long.MinValue ? null : new EventTime(Index.Watermark);

    /// <summary>Alerts that were not delivered yet at the checkpoint. They may have been since.</summary>
    public IReadOnlyList<Alert> Outbox => Index.Outbox;

    /// <summary>All but the closed generations of the seen set.</summary>
    internal ShardStateIndex Index { get; }

    /// <summary>The closed generations of the seen set, oldest first.</summary>
    internal IReadOnlyList<SavedGeneration> Seen { get; }

    /// <summary>
    /// State and ledgers of the shard that are in the store but not of this checkpoint: left by a worker that was killed, or, ahead of it,
    /// being written by one that has taken the shard over.
    /// </summary>
    internal IReadOnlyList<ObjectKey> Leftovers { get; }

    /// <summary>Reads the state at a checkpoint.</summary>
    /// <returns>
    /// Null if nothing was read before the checkpoint by a worker of ours: because it is where reading starts (TRIM_HORIZON, LATEST, AT_TIMESTAMP), or
    /// because there is neither a state nor a ledger of the shard at all, and so the checkpoint is that of another consumer (a KCL worker).
    /// </returns>
    /// <exception cref="CorruptStateException">It is missing, damaged, or of a newer format.</exception>
    /// <exception cref="ObjectStoreException">The store failed; may be retried.</exception>
    public static async Task<ShardState?> LoadAsync(
        IObjectStore store,
        ShardId shard,
        Checkpoint checkpoint,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!checkpoint.IsShardEnd && checkpoint.SequenceNumber is null)
        {
            return null;
        }

        var key = LakeLayout.ShardState(shard, checkpoint);
        if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return await IsUnknownAsync(store, shard, cancellationToken).ConfigureAwait(false)
                ? null
                : throw StateEnvelope.Damaged(key, "it does not exist");
        }

        var index = ShardStateCodec.Read(key, stored.Content);
        if (index.Shard != shard || index.Checkpoint != checkpoint)
        {
            throw StateEnvelope.Damaged(key, $"it belongs to {index.Shard} at {index.Checkpoint}");
        }

        var generations = new List<SavedGeneration>(index.Generations.Count);
        foreach (var generation in index.Generations)
        {
            generations.Add(await LoadGenerationAsync(store, generation, cancellationToken).ConfigureAwait(false));
        }

        return new ShardState(index, generations, await FindLeftoversAsync(store, index, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Whether no worker of ours has ever read the shard.</summary>
    private static async Task<bool> IsUnknownAsync(IObjectStore store, ShardId shard, CancellationToken cancellationToken)
    {
        foreach (var prefix in Prefixes(shard))
        {
            await foreach (var _ in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private static string[] Prefixes(ShardId shard) => [LakeLayout.StateOf(shard), $"{LakeLayout.ShardLedgers}{shard}/"];

    private static async Task<SavedGeneration> LoadGenerationAsync(
        IObjectStore store,
        GenerationReference reference,
        CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(reference.Key, cancellationToken).ConfigureAwait(false)
            ?? throw StateEnvelope.Damaged(reference.Key, "it does not exist");
        var content = StateEnvelope.Open(reference.Key, StateEnvelope.SeenMark, stored.Content, out _);
        var entries = SeenGenerationCodec.Read(reference.Key, content.Span);
        return entries.Length == reference.Count
            ? new SavedGeneration(reference, entries)
            : throw StateEnvelope.Damaged(reference.Key, $"it has {entries.Length} entries instead of {reference.Count}");
    }

    private static async Task<List<ObjectKey>> FindLeftoversAsync(
        IObjectStore store,
        ShardStateIndex index,
        CancellationToken cancellationToken)
    {
        var needed = index.Generations.Select(generation => generation.Key).ToHashSet();
        needed.Add(LakeLayout.ShardState(index.Shard, index.Checkpoint));
        needed.Add(LakeLayout.ShardLedger(index.Shard, index.Checkpoint));
        var leftovers = new List<ObjectKey>();
        foreach (var prefix in Prefixes(index.Shard))
        {
            await foreach (var found in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                if (!needed.Contains(found.Key))
                {
                    leftovers.Add(found.Key);
                }
            }
        }

        return leftovers;
    }
}

/// <summary>Names a stored generation of the seen set.</summary>
internal sealed record GenerationReference(uint Number, int Count, long ClosedAt, ObjectKey Key);

/// <summary>A stored generation of the seen set.</summary>
internal sealed record SavedGeneration(GenerationReference Reference, SeenEntry[] Entries);
