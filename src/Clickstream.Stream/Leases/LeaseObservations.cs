using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Leases;

/// <summary>
/// When each lease was last seen to change, by the local monotonic clock: clocks of different machines are never compared.
/// A lease that is seen for the first time is taken to have changed just then, so a new worker waits a whole failover before it takes over. Not thread-safe.
/// </summary>
internal sealed class LeaseObservations(TimeProvider time)
{
    private readonly Dictionary<ShardId, (string? Owner, long Counter, long ChangedAt)> _seen = [];

    /// <summary>Notes the rows of a listing.</summary>
    public void Observe(IReadOnlyList<Lease> leases)
    {
        var now = time.GetTimestamp();
        foreach (var lease in leases)
        {
            if (!_seen.TryGetValue(lease.Shard, out var seen) || seen.Counter != lease.Counter || seen.Owner != lease.Owner)
                _seen[lease.Shard] = (lease.Owner, lease.Counter, now);
        }
    }

    /// <summary>How long the lease has stood still; zero if it was never observed.</summary>
    public TimeSpan StoodStill(ShardId shard) => _seen.TryGetValue(shard, out var seen) ? time.GetElapsedTime(seen.ChangedAt) : TimeSpan.Zero;
}
