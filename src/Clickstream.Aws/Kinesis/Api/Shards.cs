using System.Globalization;
using Clickstream.Aws.Wire;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Api;

/// <summary>The operations that list and change shards.</summary>
internal static class Shards
{
    private const int PageOfShards = 1000; // The most that ListShards gives at once, and its default.

    /// <summary>All shards, in order of name.</summary>
    public static async Task<IReadOnlyList<Shard>> ListShardsAsync(
        this KinesisClient client, StreamReference stream, CancellationToken cancellationToken)
    {
        var shards = new List<Shard>();
        string? token = null;
        do
        {
            token = await client.CallAsync(
                new KinesisCall("ListShards", stream.ToString()) { LimitExceededIsThrottling = true },
                writer => WriteList(writer, stream, token),
                reader => ReadList(reader, shards),
                cancellationToken).ConfigureAwait(false);
        }
        while (token is not null);
        shards.Sort((a, b) => a.Id.CompareTo(b.Id));
        return shards;
    }

    public static Task SplitShardAsync(
        this KinesisClient client, StreamReference stream, ShardId shard, UInt128 newStartingHashKey, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("SplitShard", $"shard {shard} of {stream}"),
            writer =>
            {
                writer.BeginMap(3);
                stream.WriteTo(writer);
                writer.Field("ShardToSplit"u8, shard.Value);
                writer.Field("NewStartingHashKey"u8, newStartingHashKey.ToString(CultureInfo.InvariantCulture));
                writer.EndMap();
            },
            cancellationToken);

    public static Task MergeShardsAsync(
        this KinesisClient client, StreamReference stream, ShardId shard, ShardId adjacent, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("MergeShards", $"shard {shard} of {stream}"),
            writer =>
            {
                writer.BeginMap(3);
                stream.WriteTo(writer);
                writer.Field("ShardToMerge"u8, shard.Value);
                writer.Field("AdjacentShardToMerge"u8, adjacent.Value);
                writer.EndMap();
            },
            cancellationToken);

    public static Task UpdateShardCountAsync(
        this KinesisClient client, StreamReference stream, int shards, CancellationToken cancellationToken) =>
        client.CallAsync(
            new KinesisCall("UpdateShardCount", stream.ToString()),
            writer =>
            {
                writer.BeginMap(3);
                stream.WriteTo(writer);
                writer.Field("TargetShardCount"u8, shards);
                writer.Field("ScalingType"u8, "UNIFORM_SCALING");
                writer.EndMap();
            },
            cancellationToken);

    private static void WriteList(WireWriter writer, StreamReference stream, string? token)
    {
        writer.BeginMap(2);
        if (token is null)
        {
            stream.WriteTo(writer);
        }
        else
        {
            writer.Field("NextToken"u8, token); // It stands for the stream, which must not be named beside it.
        }

        writer.Field("MaxResults"u8, PageOfShards);
        writer.EndMap();
    }

    private static string? ReadList(WireReader reader, List<Shard> shards)
    {
        string? token = null;
        reader.BeginMap();
        while (reader.NextField())
        {
            if (reader.IsField("Shards"u8))
            {
                shards.AddRange(ShardShapes.ReadList(reader) ?? []);
            }
            else if (reader.IsField("NextToken"u8))
            {
                token = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return string.IsNullOrEmpty(token) ? null : token;
    }
}
