using Clickstream.Local.KinesisApi.Server;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>Every operation by its name, but SubscribeToShard, whose answer is a stream.</summary>
internal sealed class OperationTable
{
    private readonly Dictionary<string, Func<ApiCall, CancellationToken, Task<ApiAnswer>>> _operations;

    public OperationTable(ApiContext api)
    {
        var streams = new StreamOperations(api);
        var descriptions = new StreamDescriptions(api);
        var shards = new ShardOperations(api);
        var lists = new ShardLists(api);
        var puts = new PutOperations(api);
        var reads = new ReadOperations(api);
        var consumers = new ConsumerOperations(api);
        var tags = new TagOperations(api);
        _operations = new(StringComparer.Ordinal)
        {
            ["PutRecords"] = puts.PutRecordsAsync,
            ["PutRecord"] = puts.PutRecordAsync,
            ["GetShardIterator"] = reads.GetShardIteratorAsync,
            ["GetRecords"] = reads.GetRecordsAsync,
            ["CreateStream"] = streams.CreateAsync,
            ["DeleteStream"] = streams.DeleteAsync,
            ["IncreaseStreamRetentionPeriod"] = streams.IncreaseRetentionAsync,
            ["DecreaseStreamRetentionPeriod"] = streams.DecreaseRetentionAsync,
            ["UpdateStreamMode"] = streams.UpdateModeAsync,
            ["ListStreams"] = descriptions.ListAsync,
            ["DescribeStream"] = descriptions.DescribeAsync,
            ["DescribeStreamSummary"] = descriptions.SummarizeAsync,
            ["DescribeLimits"] = descriptions.DescribeLimitsAsync,
            ["ListShards"] = lists.ListAsync,
            ["SplitShard"] = shards.SplitAsync,
            ["MergeShards"] = shards.MergeAsync,
            ["UpdateShardCount"] = shards.UpdateCountAsync,
            ["RegisterStreamConsumer"] = consumers.RegisterAsync,
            ["DescribeStreamConsumer"] = consumers.DescribeAsync,
            ["ListStreamConsumers"] = consumers.ListAsync,
            ["DeregisterStreamConsumer"] = consumers.DeregisterAsync,
            ["AddTagsToStream"] = tags.AddAsync,
            ["RemoveTagsFromStream"] = tags.RemoveAsync,
            ["ListTagsForStream"] = tags.ListAsync,
        };
    }

    /// <summary>An operation.</summary>
    /// <exception cref="ApiFault">There is none of this name.</exception>
    public Func<ApiCall, CancellationToken, Task<ApiAnswer>> Find(string name) =>
        _operations.GetValueOrDefault(name) ?? throw ApiFault.UnknownOperation(name);
}
