using System.Globalization;
using System.Text.Json;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>Splits and merges the shards of a stream.</summary>
internal sealed class ShardChanges(Uri kinesis, string stream)
{
    /// <summary>Splits the open shard with this place among the open ones in the middle.</summary>
    public async Task SplitAsync(int place)
    {
        var shard = (await OpenAsync())[place];
        var middle = shard.Start + ((shard.End - shard.Start) / 2);
        await PlainCalls.KinesisAsync(kinesis, "SplitShard", new
        {
            StreamName = stream,
            ShardToSplit = shard.Id,
            NewStartingHashKey = middle.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Merges the open shard with this place, by hash key, with the one behind it.</summary>
    public async Task MergeAsync(int place)
    {
        var open = await OpenAsync();
        await PlainCalls.KinesisAsync(
            kinesis, "MergeShards", new { StreamName = stream, ShardToMerge = open[place].Id, AdjacentShardToMerge = open[place + 1].Id });
    }

    private async Task<List<(string Id, UInt128 Start, UInt128 End)>> OpenAsync()
    {
        var answer = await PlainCalls.KinesisAsync(kinesis, "ListShards", new { StreamName = stream });
        return [.. answer.GetProperty("Shards").EnumerateArray()
            .Where(shard => !shard.GetProperty("SequenceNumberRange").TryGetProperty("EndingSequenceNumber", out var end) || end.ValueKind == JsonValueKind.Null)
            .Select(shard => (shard.GetProperty("ShardId").GetString()!, Key(shard, "StartingHashKey"), Key(shard, "EndingHashKey")))
            .OrderBy(shard => shard.Item2)];
    }

    private static UInt128 Key(JsonElement shard, string name) =>
        UInt128.Parse(shard.GetProperty("HashKeyRange").GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
