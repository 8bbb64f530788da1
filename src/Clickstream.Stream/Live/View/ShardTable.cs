using System.Globalization;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Stream.Live.State;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Live.View;

/// <summary>Joins what this worker knows of its shards with what is stored of the others'.</summary>
internal static class ShardTable
{
    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<LiveShard> Rows(IReadOnlyList<ShardStatus> shards, IReadOnlyDictionary<ShardId, ShardCounts> stored) =>
        [.. shards.Select(shard => Row(shard, Best(shard, stored).Read))];

    /// <summary>The counts of all shards. Duplicates of shards that other workers read come from their minutes.</summary>
    public static ShardCounts Total(
        IReadOnlyList<ShardStatus> shards, IReadOnlyDictionary<ShardId, ShardCounts> stored, Func<ShardId, long> duplicatesOf)
    {
        var total = default(ShardCounts);
        foreach (var shard in shards)
        {
            var counts = Best(shard, stored);
            total += counts == shard.Counts ? counts : counts with { Duplicates = duplicatesOf(shard.Shard) };
        }

        foreach (var (shard, counts) in stored)
        {
            if (shards.All(known => known.Shard != shard))
            {
                total += counts with { Duplicates = duplicatesOf(shard) };
            }
        }

        return total;
    }

    /// <summary>The greatest watermark; null if none is known.</summary>
    public static EventTime? Watermark(IReadOnlyList<ShardStatus> shards) => shards.Max(shard => shard.Watermark);

    private static ShardCounts Best(ShardStatus shard, IReadOnlyDictionary<ShardId, ShardCounts> stored) =>
        stored.TryGetValue(shard.Shard, out var counts) && counts.Read > shard.Counts.Read ? counts : shard.Counts;

    private static LiveShard Row(ShardStatus shard, long read) => new(
        shard.Shard.Value,
        Words(shard.Activity),
        shard.Owner,
        (shard.Position ?? shard.Checkpoint.SequenceNumber)?.Value ?? shard.Checkpoint.Value,
        shard.BehindLatest?.TotalSeconds,
        shard.Watermark?.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        read,
        shard.Problem);

    private static string Words(ShardActivity activity) => activity switch
    {
        ShardActivity.Free => "free",
        ShardActivity.Elsewhere => "elsewhere",
        ShardActivity.WaitingForParents => "waiting_for_parents",
        ShardActivity.Reading => "reading",
        ShardActivity.Idle => "idle",
        _ => "ended",
    };
}
