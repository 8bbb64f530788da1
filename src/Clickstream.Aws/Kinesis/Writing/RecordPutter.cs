using Clickstream.Aws.Kinesis.Api;
using Clickstream.Aws.Transport;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Writing;

/// <summary>
/// Puts records at the pace of their shards. What Kinesis refuses for a while is an outcome of each record; nothing is retried behind the
/// caller's back
/// once Kinesis has answered, because only the caller knows which records must keep their order.
/// </summary>
internal sealed class RecordPutter(KinesisClient client, StreamReference stream, ShardCatalog shards, ShardPace pace)
{
    /// <summary>How old the list of shards may be: it is renewed at once when a record lands in an unexpected one.</summary>
    private static readonly TimeSpan MaxMapAge = TimeSpan.FromMinutes(1);

    private readonly PutPacer _pacer = new(pace, client.Time);

    public async Task<IReadOnlyList<PutOutcome>> PutAsync(IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        PutLimits.Check(entries);
        if (entries.Count == 0)
        {
            return [];
        }

        var routes = await shards.GetAsync(MaxMapAge, cancellationToken).ConfigureAwait(false);
        var predicted = new ShardId[entries.Count];
        for (var i = 0; i < predicted.Length; i++)
        {
            predicted[i] = routes.ShardOf(entries[i]);
        }

        var wait = _pacer.Take(entries, i => predicted[i]);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, client.Time, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var outcomes = await client.PutRecordsAsync(stream, entries, i => predicted[i], cancellationToken).ConfigureAwait(false);
            Compare(outcomes, predicted);
            return outcomes;
        }
        catch (AwsServiceException refused) when (refused.IsTransient)
        {
            return [.. predicted.Select(shard => Outcome(refused, shard))];
        }
    }

    private static PutOutcome Outcome(AwsServiceException refused, ShardId shard) =>
        refused.IsThrottling ? new PutOutcome.Throttled(shard) : new PutOutcome.Failed(refused.Message);

    private void Compare(IReadOnlyList<PutOutcome> outcomes, ShardId[] predicted)
    {
        for (var i = 0; i < predicted.Length; i++)
        {
            if (outcomes[i] is PutOutcome.Accepted accepted && accepted.Shard != predicted[i])
            {
                shards.Forget();
                return;
            }
        }
    }
}
