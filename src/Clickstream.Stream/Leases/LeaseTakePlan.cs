using Clickstream.Core.Leases;

namespace Clickstream.Stream.Leases;

/// <summary>
/// Decides which leases a worker takes now, as the KCL 2 does: everybody holds at most ceil(leases / workers); free and expired leases first;
/// only if there is none, leases are stolen from the most loaded workers. Pure, apart from the random source it is given.
/// </summary>
/// <remarks>
/// Unlike the KCL, which steals one lease at a time: a worker that has nothing steals one, by which the others learn of it; from then on everybody knows
/// the right target, and it steals half of what it misses. Several that join at once would each take the whole difference otherwise, and have to give it back.
/// Unlike the KCL, a child whose parents are not read to their end is not taken before it can be read: a worker at its maximum that held only waiting
/// children could never take the parents. Leases at SHARD_END stay in the table and are nobody's load.
/// </remarks>
internal static class LeaseTakePlan
{
    /// <summary>The leases to take, in random order; none if the worker has its share.</summary>
    public static IReadOnlyList<Lease> Choose(LeaseSituation situation, Random random)
    {
        var unfinished = situation.Leases.Where(lease => !lease.Checkpoint.IsShardEnd).Select(lease => lease.Shard).ToHashSet();
        var readable = situation.Leases.Where(lease => !lease.Checkpoint.IsShardEnd && !lease.Parents.Any(unfinished.Contains)).ToList();
        var mine = readable.Count(lease => lease.Owner == situation.Owner);
        var room = situation.MaxLeases - mine;
        if (room <= 0)
            return [];

        var available = readable.Where(lease => IsAvailable(lease, situation)).ToArray();
        var loads = Loads(readable, situation);
        var target = Math.Min(Share(readable.Count, loads.Count), situation.MaxLeases);
        var missing = Math.Min(target - mine, room);
        random.Shuffle(available);
        if (available.Length > 0)
            return Take(available, situation, missing, room);

        return missing > 0 ? Steal(readable, loads, (situation.Owner, mine, target), random) : [];
    }

    /// <summary>Whether the shard can be read: not at its end, and every parent that still has a lease is at its end.</summary>
    public static bool IsReadable(Lease lease, IReadOnlyList<Lease> leases) =>
        !lease.Checkpoint.IsShardEnd && !IsWaitingForParents(lease, leases);

    /// <summary>Whether a parent has a lease that is not at its end.</summary>
    public static bool IsWaitingForParents(Lease lease, IReadOnlyList<Lease> leases) =>
        lease.Parents.Count > 0 && leases.Any(other => lease.Parents.Contains(other.Shard) && !other.Checkpoint.IsShardEnd);

    private static bool IsAvailable(Lease lease, LeaseSituation situation) =>
        lease.Owner != situation.Owner && (lease.Owner is null || situation.Expired.Contains(lease.Shard));

    /// <summary>Leases of each worker that is alive, this one included even if it has none.</summary>
    private static Dictionary<string, int> Loads(List<Lease> readable, LeaseSituation situation)
    {
        var loads = new Dictionary<string, int>(StringComparer.Ordinal) { [situation.Owner] = 0 };
        foreach (var lease in readable.Where(lease => lease.Owner is not null && !IsAvailable(lease, situation)))
            loads[lease.Owner!] = loads.GetValueOrDefault(lease.Owner!) + 1;
        return loads;
    }

    private static int Share(int leases, int workers) => (leases + workers - 1) / workers;

    private static List<Lease> Take(Lease[] available, LeaseSituation situation, int missing, int room)
    {
        var taken = available.Take(Math.Max(missing, 0)).ToList();
        taken.AddRange(available.Skip(taken.Count).Where(lease => situation.LongExpired.Contains(lease.Shard)).Take(room - taken.Count));
        return taken;
    }

    private static List<Lease> Steal(List<Lease> readable, Dictionary<string, int> loads, (string Owner, int Mine, int Target) self, Random random)
    {
        var stolen = new List<Lease>();
        var missing = self.Target - self.Mine;
        for (var most = self.Mine == 0 ? 1 : Math.Max(1, missing / 2); stolen.Count < most; missing--)
        {
            var (victim, load) = loads.Where(pair => pair.Key != self.Owner)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value)).FirstOrDefault();
            // From a worker exactly at the target only when more than one is missing: otherwise the two would steal from each other forever.
            if (victim is null || load < self.Target || (load == self.Target && missing <= 1))
                break;

            var stealable = readable.Where(lease => lease.Owner == victim && lease.CheckpointOwner is null && !stolen.Contains(lease)).ToArray();
            if (stealable.Length == 0)
                break;

            stolen.Add(stealable[random.Next(stealable.Length)]);
            loads[victim]--;
        }

        return stolen;
    }
}
