using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>
/// Takes aggregated records apart again when their shards were closed before they were put, or while they were under way, so that every input reaches
/// the shard that takes its key, in the order in which the inputs were added: what waited for two shards that were merged is woven together, however
/// far one of them was behind the other.
/// </summary>
internal static class Rerouting
{
    /// <summary>
    /// Makes the inputs of the records ready in the shards that take them. The records themselves are done with.
    /// </summary>
    /// <param name="records">The records, in any order.</param>
    /// <param name="map">Where their inputs go.</param>
    /// <param name="options">How large a record may be.</param>
    /// <param name="time">The clock.</param>
    /// <param name="builders">Takes back the builders of the records.</param>
    public static void Route(
        IReadOnlyCollection<SealedRecord> records, ShardMap map, StreamProducerOptions options, TimeProvider time, BuilderPool builders)
    {
        FlushEpoch? epoch = null;
        var targets = new HashSet<ShardBuffer>(); // New ones: nothing but these inputs is in them yet.
        foreach (var input in records.SelectMany(InputsOf).OrderBy(input => input.Number).ToList())
        {
            if (epoch is not null && epoch != input.Epoch)
            {
                Seal(targets, epoch); // A record belongs to one epoch; later inputs belong to later ones.
            }

            epoch = input.Epoch;
            var hash = HashKey.Of(input.Key);
            var target = map.Route(hash);
            targets.Add(target);
            target.Add(hash, new InputSpan(input.Key, input.Data, input.Origin) { Number = input.Number }, options.RecordBytes, time, epoch);
        }

        if (epoch is not null)
        {
            Seal(targets, epoch);
        }

        foreach (var record in records)
        {
            record.Epoch.Outstanding--; // After the new ones were counted.
            builders.Return(record.Builder);
        }
    }

    private static void Seal(IEnumerable<ShardBuffer> targets, FlushEpoch epoch)
    {
        foreach (var target in targets)
        {
            target.Seal(epoch);
        }
    }

    private static List<Input> InputsOf(SealedRecord record)
    {
        if (!AggregatedRecordReader.TryOpen(record.Build().Span, out var reader))
        {
            throw new InvalidOperationException("A record that this producer made cannot be read.");
        }

        var inputs = new List<Input>(record.Numbers.Count);
        while (reader.TryRead(out var input))
        {
            inputs.Add(new Input(
                record.Numbers[inputs.Count], input.PartitionKey.ToArray(), input.Data.ToArray(), input.Origin.ToArray(), record.Epoch));
        }

        return inputs;
    }

    private sealed record Input(long Number, byte[] Key, byte[] Data, byte[] Origin, FlushEpoch Epoch);
}
