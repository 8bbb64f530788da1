using Clickstream.Aws.Kinesis.Api;
using Clickstream.Aws.Transport;
using Clickstream.Core.Resilience;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis;

/// <summary>
/// Creates the stream and changes its shards. Each change waits until the stream is ACTIVE again, because Kinesis makes one at a time.
/// </summary>
internal sealed class StreamAdministration(KinesisClient client, StreamReference stream, ShardCatalog shards)
{
    private const int MinRetentionHours = 24; // Source: IncreaseStreamRetentionPeriod, API reference.
    private const int MaxRetentionHours = 365 * 24;

    /// <summary>Looks often at first, for emulators, and then as rarely as the seconds that Kinesis takes allow.</summary>
    private static readonly FullJitter Looks = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));

    /// <summary>A split takes about half a minute, a stream of hundreds of shards some minutes.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(10);

    public async Task CreateIfAbsentAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            try
            {
                await client.CreateStreamAsync(stream.Name, count, cancellationToken).ConfigureAwait(false);
            }
            catch (AwsServiceException taken) when (taken.Code == "ResourceInUseException")
            {
                // Somebody else has just created it.
            }
        }

        await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task SplitAsync(ShardId shard, UInt128 newStartingHashKey, CancellationToken cancellationToken)
    {
        var found = await OpenShardAsync(shard, cancellationToken).ConfigureAwait(false);
        if (newStartingHashKey <= found.HashKeys.Start || newStartingHashKey > found.HashKeys.End)
        {
            throw new InvalidOperationException(
                $"{shard} cannot be split at {newStartingHashKey}: it takes {found.HashKeys.Start} to {found.HashKeys.End}, and each part needs a hash key.");
        }

        await ChangeAsync(token => client.SplitShardAsync(stream, shard, newStartingHashKey, token), cancellationToken).ConfigureAwait(false);
    }

    public async Task MergeAsync(ShardId shard, ShardId adjacent, CancellationToken cancellationToken)
    {
        var (first, second) = (
            await OpenShardAsync(shard, cancellationToken).ConfigureAwait(false), await OpenShardAsync(adjacent, cancellationToken).ConfigureAwait(false));
        if (!AreNeighbours(first.HashKeys, second.HashKeys) && !AreNeighbours(second.HashKeys, first.HashKeys))
        {
            throw new InvalidOperationException($"{shard} and {adjacent} cannot be merged: their hash keys are not next to each other.");
        }

        await ChangeAsync(token => client.MergeShardsAsync(stream, shard, adjacent, token), cancellationToken).ConfigureAwait(false);
    }

    public Task ResizeAsync(int count, CancellationToken cancellationToken) =>
        ChangeAsync(token => client.UpdateShardCountAsync(stream, count, token), cancellationToken);

    public async Task<long> TrimAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        var hours = (int)Math.Clamp(Math.Ceiling(retention.TotalHours), MinRetentionHours, MaxRetentionHours);
        var now = await client.DescribeStreamSummaryAsync(stream, cancellationToken).ConfigureAwait(false);
        if (now.RetentionHours != hours)
        {
            await ChangeAsync(token => client.SetRetentionAsync(stream, hours, hours > now.RetentionHours, token), cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    public Task DeleteAsync(CancellationToken cancellationToken) => client.DeleteStreamAsync(stream, cancellationToken);

    private static bool AreNeighbours(
        HashKeyRange first, HashKeyRange second) => first.End != UInt128.MaxValue && first.End + 1 == second.Start;

    private async Task ChangeAsync(Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        try
        {
            await change(cancellationToken).ConfigureAwait(false);
        }
        catch (AwsServiceException refused) when (refused.Code is "InvalidArgumentException" or "ValidationException")
        {
            throw new InvalidOperationException(refused.Message, refused); // The shards have changed since we looked.
        }

        await WaitUntilActiveAsync(cancellationToken).ConfigureAwait(false);
        shards.Forget();
    }

    private async Task<Shard> OpenShardAsync(ShardId shard, CancellationToken cancellationToken)
    {
        var listed = await shards.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return listed.FirstOrDefault(candidate => candidate.Id == shard) is { IsOpen: true } found
            ? found
            : throw new InvalidOperationException($"{shard} of {stream} is closed or does not exist.");
    }

    private async Task<StreamSummary?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.DescribeStreamSummaryAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsServiceException missing) when (missing.Code == "ResourceNotFoundException")
        {
            return null;
        }
    }

    private async Task WaitUntilActiveAsync(CancellationToken cancellationToken)
    {
        var began = client.Time.GetTimestamp();
        for (var looks = 1; ; looks++)
        {
            var status = (await FindAsync(cancellationToken).ConfigureAwait(false))?.Status;
            switch (status)
            {
                case "ACTIVE":
                    return;
                case "DELETING":
                    throw new InvalidOperationException($"{stream} is being deleted. Wait until it is gone, or use another name.");
                default:
                    if (client.Time.GetElapsedTime(began) > MaxWait)
                    {
                        throw new IOException($"{stream} is still {status ?? "missing"} after {MaxWait.TotalMinutes:0} minutes.");
                    }

                    await Task.Delay(Looks.LimitAfter(looks), client.Time, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }
}
