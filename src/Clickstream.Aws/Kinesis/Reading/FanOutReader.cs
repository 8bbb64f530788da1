using System.Runtime.CompilerServices;
using Clickstream.Aws.Transport;
using Clickstream.Core.Resilience;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>Reads shards by SubscribeToShard, one subscription after the other, each from behind what was given last.</summary>
internal sealed class FanOutReader(
    KinesisClient client, ShardCatalog shards, FanOutConsumer consumer, FullJitter backoff, TimeSpan resubscribeAfter)
    : IDisposable
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    /// <summary>Silence beyond it says nothing about the shard any more, so no sign of life is made of it.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(10);

    /// <summary>A subscription that gave nothing for this many times in a row is a fault of the endpoint.</summary>
    private const int MaxBarren = 10;

    public void Dispose() => consumer.Dispose();

    /// <inheritdoc cref="FanOutConsumer.RemoveAsync"/>
    public Task RemoveConsumerAsync(CancellationToken cancellationToken) => consumer.RemoveAsync(cancellationToken);

    public async IAsyncEnumerable<RecordPage> ReadAsync(
        ShardId shard, StreamPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var arn = await consumer.ArnAsync(cancellationToken).ConfigureAwait(false);
        var place = new Place(from);
        while (true)
        {
            await WaitAsync(shard, place, cancellationToken).ConfigureAwait(false);
            var subscription = await OpenAsync(arn, shard, place, cancellationToken).ConfigureAwait(false);
            if (subscription is null)
            {
                continue;
            }

            await using (subscription.ConfigureAwait(false))
            {
                place.NoteOpened(client.Time.GetTimestamp(), subscription.OpenedAt);
                while (await subscription.NextAsync(SignOfLife, cancellationToken).ConfigureAwait(false) is var step
                    && step != SubscriptionStep.Ended && step != SubscriptionStep.TakenOver)
                {
                    if (step is not SubscriptionStep.Received(var @event))
                    {
                        if (place.IsKnown && subscription.Silence < MaxSilence)
                        {
                            yield return new RecordPage([], place.Behind, null) { Resume = place.Position };
                        }

                        continue;
                    }

                    place.NoteReceived(@event);
                    if (@event.IsShardEnd)
                    {
                        yield return new RecordPage(
                            @event.Records, TimeSpan.Zero, await ChildrenAsync(shard, @event, cancellationToken).ConfigureAwait(false), @event);
                        yield break;
                    }

                    yield return new RecordPage(@event.Records, @event.Behind, null, @event) { Resume = place.Position };
                }
            }
        }
    }

    /// <summary>Waits after failures, and until Kinesis takes the next subscription of this consumer to the shard.</summary>
    private async Task WaitAsync(ShardId shard, Place place, CancellationToken cancellationToken)
    {
        if (place.Barren > MaxBarren)
        {
            throw new IOException($"The subscriptions to {shard} end again and again without an event.");
        }

        var wait = place.Barren > 0 ? backoff.LimitAfter(place.Barren) : TimeSpan.Zero;
        if (place.OpenedAt is { } opened)
        {
            var left = resubscribeAfter - client.Time.GetElapsedTime(opened);
            wait = left > wait ? left : wait;
        }

        await Task.Delay(wait, client.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null if the consumer has subscribed to the shard less than 5 s ago, perhaps in another process.</returns>
    private async Task<ShardSubscription?> OpenAsync(string arn, ShardId shard, Place place, CancellationToken cancellationToken)
    {
        try
        {
            return await ShardSubscription.OpenAsync(client, arn, shard, place.Position, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsServiceException taken) when (taken.Code == "ResourceInUseException" && place.NoteRefused())
        {
            return null;
        }
        catch (AwsServiceException missing) when (missing.Code == "ResourceNotFoundException")
        {
            consumer.Forget(arn); // Removed by somebody, perhaps; one that is registered anew has another ARN.
            throw;
        }
    }

    private async Task<IReadOnlyList<Shard>> ChildrenAsync(ShardId shard, SubscriptionEvent end, CancellationToken cancellationToken)
    {
        try
        {
            return await shards.ChildrenAsync(shard, end.Children, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            end.Dispose();
            throw;
        }
    }

    /// <summary>Where the reading of a shard is.</summary>
    private sealed class Place(StreamPosition from)
    {
        public StreamPosition Position { get; private set; } = from;

        public TimeSpan Behind { get; private set; }

        /// <summary>Whether an event has said how far behind it is.</summary>
        public bool IsKnown { get; private set; }

        /// <summary>Subscriptions in a row that were refused or gave nothing.</summary>
        public int Barren { get; private set; }

        /// <summary>When the last subscription began, as a timestamp of the clock.</summary>
        public long? OpenedAt { get; private set; }

        public void NoteOpened(long at, DateTimeOffset? serviceTime)
        {
            OpenedAt = at;
            Barren++;
            if (Position is StreamPosition.LatestPosition && serviceTime is { } time)
            {
                Position = new StreamPosition.AtTimestamp(time); // If this one ends before its first event, "latest" would by then be too late.
            }
        }

        public void NoteReceived(SubscriptionEvent received)
        {
            (Barren, Behind, IsKnown) = (0, received.Behind, true);
            if (received.Continuation is { } continuation)
            {
                Position = new StreamPosition.After(continuation);
            }
        }

        /// <returns>Whether it may still pass.</returns>
        public bool NoteRefused() => ++Barren <= MaxBarren;
    }
}
