using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Shards;

/// <summary>
/// Decides when a worker that runs until idle may settle: every shard is at its end, or read by this worker to its tip and flushed,
/// or read by another worker that is alive, and nothing lies behind its checkpoint. What a loop says of itself is as old as its last page;
/// records may have come since, so the stream is asked for the shards of this worker, too. A lease that is free, or whose holder has not shown itself since,
/// is waited for: this worker, or another, takes it over and reads on.
/// </summary>
internal sealed class TipCheck(IEventStream stream, StreamPosition start)
{
    private readonly Dictionary<ShardId, (string Owner, long Counter)> _firstSeen = [];

    /// <summary>Whether all shards are at their tip.</summary>
    /// <param name="leases">The table, read just now, with a lease for every shard.</param>
    /// <param name="isOwnAtTip">
    /// Whether a shard of this worker was read to its tip and flushed at its last page; null if it is not one of its shards.
    /// </param>
    /// <param name="cancellationToken">Aborts the check.</param>
    public async Task<bool> IsAtTipAsync(IReadOnlyList<Lease> leases, Func<ShardId, bool?> isOwnAtTip, CancellationToken cancellationToken)
    {
        var (own, others) = (new List<Lease>(), new List<Lease>());
        foreach (var lease in leases.Where(lease => !lease.Checkpoint.IsShardEnd))
        {
            if (isOwnAtTip(lease.Shard) is { } isAtTip ? !isAtTip : lease.Owner is null)
            {
                _firstSeen.Clear();
                return false;
            }

            (isOwnAtTip(lease.Shard) is null ? others : own).Add(lease);
        }

        // Every other worker must have renewed since this one was done; one that was killed meanwhile never does, and its lease is taken over.
        if (others.Count(HasRenewed) < others.Count)
            return false;

        foreach (var lease in own.Concat(others))
        {
            if (!await IsAtTipAsync(lease, cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    /// <summary>Forgets what was seen, because a shard of this worker has more to read.</summary>
    public void Reset() => _firstSeen.Clear();

    private bool HasRenewed(Lease lease)
    {
        if (_firstSeen.TryGetValue(lease.Shard, out var seen) && seen.Owner == lease.Owner)
            return lease.Counter > seen.Counter;

        _firstSeen[lease.Shard] = (lease.Owner!, lease.Counter);
        return false;
    }

    private async Task<bool> IsAtTipAsync(Lease lease, CancellationToken cancellationToken)
    {
        await foreach (var page in stream.ReadAsync(lease.Shard, StartOf(lease, start), cancellationToken).ConfigureAwait(false))
        {
            using (page)
                return page is { Records.Count: 0, IsShardEnd: false } && page.BehindLatest == TimeSpan.Zero;
        }

        return false;
    }

    /// <summary>Where to read on behind a checkpoint.</summary>
    public static StreamPosition StartOf(Lease lease, StreamPosition start) => lease.Checkpoint switch
    {
        { SequenceNumber: { } last } => new StreamPosition.After(last),
        var checkpoint when checkpoint == Checkpoint.TrimHorizon => StreamPosition.TrimHorizon,
        var checkpoint when checkpoint == Checkpoint.Latest => StreamPosition.Latest,
        _ => start,
    };
}
