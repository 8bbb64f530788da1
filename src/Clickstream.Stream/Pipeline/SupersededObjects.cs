using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// State and ledgers of a shard that may go once the checkpoint has passed them. What lies at the checkpoint or ahead of it stays: it may
/// be what another worker, which has taken the shard over meanwhile, goes on from.
/// </summary>
internal sealed class SupersededObjects(ShardId shard)
{
    private readonly string _seenPrefix = $"{LakeLayout.StateOf(shard)}seen/";
    private readonly string _statePrefix = LakeLayout.StateOf(shard);
    private readonly string _ledgerPrefix = $"{LakeLayout.ShardLedgers}{shard}/";
    private readonly HashSet<ObjectKey> _waiting = [];

    /// <summary>Adds an object.</summary>
    public void Add(ObjectKey key) => _waiting.Add(key);

    /// <summary>Adds the state and the ledger of a checkpoint.</summary>
    public void Add(Checkpoint checkpoint)
    {
        _waiting.Add(LakeLayout.ShardState(shard, checkpoint));
        _waiting.Add(LakeLayout.ShardLedger(shard, checkpoint));
    }

    /// <summary>
    /// Takes what no state at or ahead of a checkpoint needs: states and ledgers of earlier checkpoints, and generations older than all
    /// that the state names, as generations are forgotten in the order of their numbers.
    /// </summary>
    public IReadOnlyList<ObjectKey> TakePassed(ShardStateIndex committed)
    {
        var oldest = committed.Generations.Select(generation => generation.Number).Append(committed.OpenNumber).Min();
        ObjectKey[] passed = [.. _waiting.Where(key => IsPassed(key.Value, committed.Checkpoint, oldest)).Order()];
        _waiting.ExceptWith(passed);
        return passed;
    }

    private bool IsPassed(string key, Checkpoint checkpoint, uint oldest)
    {
        if (Between(key, _seenPrefix, "-") is { } number)
        {
            return uint.TryParse(number, out var generation) && generation < oldest;
        }

        return (Between(key, _statePrefix, "/") ?? Between(key, _ledgerPrefix, ".json")) is { } name
            && new Checkpoint(name).SequenceNumber is { } through
            && (checkpoint.IsShardEnd || through < checkpoint.SequenceNumber);
    }

    /// <summary>The part of a key from a prefix to a mark; null if it does not begin so.</summary>
    private static string? Between(string key, string prefix, string mark) =>
        key.StartsWith(prefix, StringComparison.Ordinal) && key.IndexOf(mark, prefix.Length, StringComparison.Ordinal) is > 0 and var end
            ? key[prefix.Length..end]
            : null;
}
