using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>
/// Takes an aggregated record apart again when its shard was closed before it was put, or while it was under way, so that every input reaches
/// the shard that takes its key.
/// </summary>
internal static class RecordSplitter
{
    /// <summary>
    /// Makes the inputs of the record ready in the shards that take them, in their order. The record itself is done with.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="map">Where its inputs go.</param>
    /// <param name="builders">Builders for the new records, and for the return of the old one's.</param>
    public static void Split(SealedRecord record, ShardMap map, BuilderPool builders)
    {
        if (!AggregatedRecordReader.TryOpen(record.Build().Span, out var reader))
        {
            throw new InvalidOperationException("A record that this producer made cannot be read.");
        }

        var parts = new Dictionary<ShardBuffer, Part>();
        while (reader.TryRead(out var input))
        {
            var hash = HashKey.Of(input.PartitionKey);
            var target = map.Route(hash);
            if (!parts.TryGetValue(target, out var part))
            {
                parts.Add(target, part = new Part(hash, builders.Rent()));
            }

            part.Builder.Add(input.PartitionKey, null, input.Data, input.Origin);
            part.InputBytes += input.PartitionKey.Length + input.Data.Length + input.Origin.Length;
        }

        foreach (var (target, part) in parts)
        {
            target.Enqueue(new SealedRecord(part.Builder, part.FirstHash, part.InputBytes, record.Epoch));
        }

        record.Epoch.Outstanding += parts.Count - 1;
        builders.Return(record.Builder);
    }

    private sealed class Part(UInt128 firstHash, AggregatedRecordBuilder builder)
    {
        public UInt128 FirstHash => firstHash;

        public AggregatedRecordBuilder Builder => builder;

        public long InputBytes { get; set; }
    }
}
