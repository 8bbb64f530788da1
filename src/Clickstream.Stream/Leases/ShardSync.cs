using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Leases;

/// <summary>Decides which shards need a new lease, and where they begin. Pure.</summary>
/// <remarks>
/// A lease is never removed here, not even that of a parent whose children are being read: it is one small row,
/// and the reconciliation finds the ledger of a shard by its lease.
/// </remarks>
internal static class ShardSync
{
    /// <summary>
    /// The leases to create, parents before children. A child of a shard that has a lease begins at its oldest record, since all of it comes after the parent.
    /// A shard without a lease whose descendant has one was left behind on purpose. Every other shard begins at the start position of the application.
    /// </summary>
    public static IReadOnlyList<Lease> MissingLeases(IReadOnlyList<Shard> shards, IReadOnlyList<Lease> leases, Checkpoint start)
    {
        var known = leases.Select(lease => lease.Shard).ToHashSet();
        if (shards.All(shard => known.Contains(shard.Id)))
            return [];

        var passed = Ancestors(known, shards, leases);
        var missing = new List<Lease>();
        foreach (var shard in shards.OrderBy(shard => shard.Id))
        {
            if (known.Contains(shard.Id))
                continue;

            var isChild = shard.Parents.Any(known.Contains);
            if (!isChild && (passed.Contains(shard.Id) || (start == Checkpoint.Latest && !shard.IsOpen)))
                continue;

            missing.Add(Lease.For(shard, isChild && start == Checkpoint.Latest ? Checkpoint.TrimHorizon : start));
            known.Add(shard.Id);
        }

        return missing;
    }

    /// <summary>
    /// Cuts what is to be created into steps that may be made at once: no lease is in one step with a parent of its own. A worker that dies between two
    /// steps leaves no child behind whose parent would then be taken for one that was left out on purpose.
    /// </summary>
    public static IEnumerable<IReadOnlyList<Lease>> InSteps(IReadOnlyList<Lease> missing, int atMost)
    {
        var step = new List<Lease>(atMost);
        foreach (var lease in missing)
        {
            if (step.Count == atMost || step.Exists(other => lease.Parents.Contains(other.Shard)))
            {
                yield return step;
                step = new List<Lease>(atMost);
            }

            step.Add(lease);
        }

        if (step.Count > 0)
            yield return step;
    }

    private static HashSet<ShardId> Ancestors(HashSet<ShardId> known, IReadOnlyList<Shard> shards, IReadOnlyList<Lease> leases)
    {
        var parents = shards.ToDictionary(shard => shard.Id, shard => shard.Parents.ToArray());
        foreach (var lease in leases)
            parents.TryAdd(lease.Shard, [.. lease.Parents]);

        var ancestors = new HashSet<ShardId>();
        var open = new Stack<ShardId>(known);
        while (open.TryPop(out var shard))
        {
            foreach (var parent in parents.GetValueOrDefault(shard, []))
            {
                if (ancestors.Add(parent))
                    open.Push(parent);
            }
        }

        return ancestors;
    }
}
