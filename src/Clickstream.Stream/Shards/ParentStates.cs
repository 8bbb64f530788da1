using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Shards;

/// <summary>
/// The end states of shards that were split or merged. A child begins with those of its parents; once every child has a state of its own,
/// nobody needs them. The ledgers stay, as the reconciliation reads them.
/// </summary>
internal static class ParentStates
{
    /// <summary>The parents of a shard whose end states are not needed any more. Pure.</summary>
    public static IReadOnlyList<ShardId> NotNeeded(Lease child, IReadOnlyList<Lease> table)
    {
        var rows = table.ToDictionary(row => row.Shard);
        return [.. child.Parents.Where(parent => rows.TryGetValue(parent, out var row) && IsDone(row))];

        bool IsDone(Lease parent) =>
            parent.Checkpoint.IsShardEnd
            && parent.Children.Count > 0
            && parent.Children.Concat(table.Where(row => row.Parents.Contains(parent.Shard)).Select(row => row.Shard))
                .All(follower => rows.TryGetValue(follower, out var row) && HasState(row.Checkpoint));
    }

    /// <summary>Removes them. May be repeated.</summary>
    public static async Task RemoveAsync(
        IObjectStore objects, ILeaseStore leases, Lease child, CancellationToken cancellationToken)
    {
        var table = await leases.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var parent in NotNeeded(child, table))
        {
            var keys = new List<ObjectKey>();
            await foreach (var found in objects.ListAsync(LakeLayout.StateOf(parent), cancellationToken).ConfigureAwait(false))
                keys.Add(found.Key);
            foreach (var key in keys)
                await objects.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool HasState(Checkpoint checkpoint) => checkpoint.IsShardEnd || checkpoint.SequenceNumber is not null;
}
