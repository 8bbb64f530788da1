using Clickstream.Core.Streams;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>Splits and merges shards.</summary>
internal sealed class ShardOperations(ApiContext api)
{
    public async Task<ApiAnswer> SplitAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        var shard = await OpenShardAsync(stream, input.Required("ShardToSplit"), cancellationToken).ConfigureAwait(false);
        var key = PutEntries.HashKeyOf("NewStartingHashKey", input.Required("NewStartingHashKey"));
        await RunAsync(() => stream.Events.SplitAsync(shard.Id, key, cancellationToken)).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> MergeAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        var shard = await OpenShardAsync(stream, input.Required("ShardToMerge"), cancellationToken).ConfigureAwait(false);
        var adjacent = await OpenShardAsync(stream, input.Required("AdjacentShardToMerge"), cancellationToken).ConfigureAwait(false);
        await RunAsync(() => stream.Events.MergeAsync(shard.Id, adjacent.Id, cancellationToken)).ConfigureAwait(false);
        return ApiAnswer.Empty;
    }

    public async Task<ApiAnswer> UpdateCountAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        if (input.Required("ScalingType") is not "UNIFORM_SCALING" and var scaling)
        {
            throw ApiFault.Constraint("ScalingType", scaling, "UNIFORM_SCALING");
        }

        var target = input.Number("TargetShardCount", 1, StreamDefaults.MaxShards) ?? throw ApiFault.Missing("TargetShardCount");
        var current = (await ApiContext.ShardsAsync(stream, cancellationToken).ConfigureAwait(false)).Count(row => row.IsOpen);
        if (target > current * 2 || target * 2 < current)
        {
            throw ApiFault.InvalidArgument(
                $"{target} shards are not possible from {current}: one call goes down to half and up to double.");
        }

        if (api.Options.EnforceLimits && !stream.ShardCountUpdates.TryTake(api.Now))
        {
            throw ApiFault.LimitExceeded(
                $"The shard count of stream {stream.Name} was updated {StreamDefaults.ShardCountUpdatesPerDay} times within 24 hours.");
        }

        await RunAsync(() => stream.Events.DivideAsync(target, cancellationToken)).ConfigureAwait(false);
        return new ApiAnswer(writer =>
        {
            writer.Member("StreamName", stream.Name);
            writer.Member("CurrentShardCount", current);
            writer.Member("TargetShardCount", target);
            writer.Member("StreamARN", api.ArnOf(stream));
        });
    }

    private async Task<Shard> OpenShardAsync(ApiStream stream, string name, CancellationToken cancellationToken)
    {
        var shards = await stream.Events.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        var shard = shards.FirstOrDefault(shard => shard.Id.Value == name) ?? throw api.NoShard(stream, name);
        return shard.IsOpen
            ? shard
            : throw ApiFault.InvalidArgument(
                $"Shard {name} in stream {stream.Name} under account {api.Options.Account} is closed: it was split or merged before.");
    }

    /// <summary>What the stream refuses was wrong in the call, or became so since it was checked.</summary>
    private static async Task RunAsync(Func<Task> change)
    {
        try
        {
            await change().ConfigureAwait(false);
        }
        catch (InvalidOperationException fault)
        {
            throw ApiFault.InvalidArgument(fault.Message);
        }
    }
}
