using System.Text;
using Clickstream.Core.Streams;

namespace Clickstream.Contracts;

/// <summary>What tests read from a stream: the data of records as text, in order.</summary>
public static class StreamReading
{
    /// <summary>A record whose data is a text.</summary>
    public static PutEntry Entry(string partitionKey, string data, UInt128? hashKey = null) =>
        new(partitionKey, Encoding.UTF8.GetBytes(data), hashKey);

    /// <summary>Puts texts and expects each to be accepted.</summary>
    public static async Task<IReadOnlyList<PutOutcome.Accepted>> PutAcceptedAsync(this IEventStream stream, params PutEntry[] entries)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var outcomes = await stream.PutAsync(entries, Deadline.Token);
        return [.. outcomes.Select(outcome => Assert.IsType<PutOutcome.Accepted>(outcome))];
    }

    /// <summary>Reads until there are as many records as expected, or the shard ends.</summary>
    public static async Task<IReadOnlyList<(SequenceNumber Number, string Text)>> ReadTextsAsync(
        this IEventStream stream, ShardId shard, StreamPosition from, int expected)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var texts = new List<(SequenceNumber, string)>();
        if (expected == 0)
        {
            return texts;
        }

        await foreach (var page in stream.ReadAsync(shard, from, Deadline.Token))
        {
            using (page)
            {
                texts.AddRange(page.Records.Select(record => (record.SequenceNumber, Encoding.UTF8.GetString(record.Data.Span))));
                if (texts.Count >= expected || page.IsShardEnd)
                {
                    break;
                }
            }
        }

        return texts;
    }

    /// <summary>Reads a closed shard to its end.</summary>
    /// <returns>Its texts and its children.</returns>
    public static async Task<(IReadOnlyList<string> Texts, IReadOnlyList<Shard> Children)> ReadToEndAsync(
        this IEventStream stream, ShardId shard)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var texts = new List<string>();
        await foreach (var page in stream.ReadAsync(shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                texts.AddRange(page.Records.Select(record => Encoding.UTF8.GetString(record.Data.Span)));
                if (page.Children is { } children)
                {
                    return (texts, children);
                }
            }
        }

        throw new InvalidOperationException($"The read of {shard} ended without a last page.");
    }
}
