using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Tests.Streams;

/// <summary>An input as it stands in the stream.</summary>
internal sealed record StoredInput(ShardId Shard, string Key, string Data, string Origin);

/// <summary>What is in a stream, shard after shard, in order.</summary>
internal static class StoredInputs
{
    public static async Task<List<StoredInput>> ReadAsync(IEventStream stream)
    {
        var found = new List<StoredInput>();
        foreach (var shard in await stream.ListShardsAsync(DataFolder.Deadline))
        {
            await foreach (var page in stream.ReadAsync(shard.Id, StreamPosition.TrimHorizon, DataFolder.Deadline))
            {
                using (page)
                {
                    foreach (var record in page.Records)
                    {
                        Unpack(shard, record, found);
                    }

                    if (page.IsShardEnd || page.Records.Count == 0)
                    {
                        break;
                    }
                }
            }
        }

        return found;
    }

    /// <summary>What a worker keeps: of each origin the first delivery.</summary>
    public static List<StoredInput> FirstDeliveries(IEnumerable<StoredInput> inputs)
    {
        var seen = new HashSet<string>();
        return inputs.Where(input => seen.Add(input.Origin)).ToList();
    }

    private static void Unpack(Shard shard, in StreamRecord record, List<StoredInput> found)
    {
        Assert.True(AggregatedRecordReader.TryOpen(record.Data.Span, out var reader));
        while (reader.TryRead(out var input))
        {
            Assert.True(shard.HashKeys.Contains(HashKey.Of(input.PartitionKey)), "An input is in the shard of its key.");
            var (key, data) = (Encoding.UTF8.GetString(input.PartitionKey), Encoding.UTF8.GetString(input.Data));
            found.Add(new StoredInput(shard.Id, key, data, Encoding.UTF8.GetString(input.Origin)));
        }
    }
}
