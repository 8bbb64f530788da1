using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// The watermarks of the shards that a shard was split or merged from. A record that was made for one of them, and landed in the child because its shard
/// was closed while it was under way, is judged by the watermark of the shard that it was made for, and moves that one: it counts as it would have there.
/// If it moved the child's, one record of a parent that was ahead would make late whatever still waits for the parent that was behind.
/// </summary>
internal sealed class ParentWatermarks
{
    private readonly Dictionary<string, (ShardId Shard, Watermark Watermark)> _parents = new(StringComparer.Ordinal);

    /// <summary>Begins with watermarks that were saved.</summary>
    public ParentWatermarks(IEnumerable<SavedWatermark> saved, PipelineOptions options)
    {
        foreach (var parent in saved)
        {
            var watermark = new Watermark(options.AllowedLateness, options.MaxAheadOfArrival);
            watermark.Raise(parent.Microseconds);
            _parents[ShardScope.PartitionKeyFor(parent.Shard)] = (parent.Shard, watermark);
        }
    }

    /// <summary>The earliest of them, up to which all parents are believed complete; the least value if there is no parent.</summary>
    public long Earliest => _parents.Count == 0 ? long.MinValue : _parents.Values.Min(parent => parent.Watermark.Microseconds);

    /// <summary>The watermark of the parent that a record with this partition key was made for; null if it was made for none of them.</summary>
    public Watermark? Of(string partitionKey) =>
        _parents.Count > 0 && _parents.TryGetValue(partitionKey, out var parent) ? parent.Watermark : null;

    /// <summary>Their values, as they are kept with the state of the shard.</summary>
    public IReadOnlyList<SavedWatermark> Save() =>
        [.. _parents.Values.Select(parent => new SavedWatermark(parent.Shard, parent.Watermark.Microseconds))];
}

/// <summary>The watermark of a shard in microseconds; the least value before its first event.</summary>
internal readonly record struct SavedWatermark(ShardId Shard, long Microseconds);
