using System.Net.Sockets;
using Clickstream.Aws.Kinesis.Api;
using Clickstream.Aws.Transport;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis.Reading;

/// <summary>
/// One subscription to a shard. Nothing is read ahead of the caller: while it works the connection's window fills up and Kinesis waits.
/// A subscription that has ended (after 5 minutes, or because it was taken over, cut or silent) is an answer, not a fault.
/// </summary>
internal sealed class ShardSubscription : IAsyncDisposable
{
    /// <summary>Kinesis sends an event every few seconds even if there is nothing; without any for this long the connection is dead.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(35);

    private readonly KinesisClient _client;
    private readonly KinesisCall _call;
    private readonly AwsOpenAnswer _answer;
    private readonly CancellationTokenSource _stop;
    private Task<EventFrame?>? _reading;
    private long _heardAt;

    private ShardSubscription(KinesisClient client, KinesisCall call, AwsOpenAnswer answer, CancellationToken cancellationToken)
    {
        (_client, _call, _answer) = (client, call, answer);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _heardAt = client.Time.GetTimestamp();
    }

    /// <summary>The time of the service when it began.</summary>
    public DateTimeOffset? OpenedAt => _answer.Date;

    /// <summary>Time since the last event.</summary>
    public TimeSpan Silence => _client.Time.GetElapsedTime(_heardAt);

    /// <summary>Subscribes.</summary>
    /// <exception cref="AwsServiceException">It was refused; ResourceInUseException if the last one of this consumer is less than 5 s
    /// ago.</exception>
    public static async Task<ShardSubscription> OpenAsync(
        KinesisClient client, string consumerArn, ShardId shard, StreamPosition from, CancellationToken cancellationToken)
    {
        var answer = await client.SubscribeToShardAsync(consumerArn, shard, from, cancellationToken).ConfigureAwait(false);
        return new ShardSubscription(client, Consumers.SubscribeCall(shard, consumerArn), answer, cancellationToken);
    }

    /// <summary>Waits for the next event, but not longer than the patience.</summary>
    /// <exception cref="AwsServiceException">Kinesis ended it with a refusal that does not pass.</exception>
    public async Task<SubscriptionStep> NextAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_reading is null)
        {
            _heardAt = _client.Time.GetTimestamp(); // What the caller did since the last event is not silence of Kinesis.
            _reading = EventFrame.ReadAsync(_answer.Body, _stop.Token);
        }

        try
        {
            // The read goes on when the patience is over, and is waited for again the next time.
            var frame = await _reading.WaitAsync(patience, _client.Time, cancellationToken).ConfigureAwait(false);
            _reading = null;
            _heardAt = _client.Time.GetTimestamp();
            return frame is null ? SubscriptionStep.Ended : Take(frame);
        }
        catch (TimeoutException)
        {
            return Silence < MaxSilence && !_reading!.IsFaulted ? SubscriptionStep.Nothing : SubscriptionStep.Ended;
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or SocketException or FormatException && cut is not AwsServiceException)
        {
            return SubscriptionStep.Ended; // What was given before is known; the next subscription begins behind it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _answer.Dispose();
        try
        {
            (_reading is null ? null : await _reading.ConfigureAwait(false))?.Dispose();
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or SocketException or FormatException or OperationCanceledException
            or ObjectDisposedException)
        {
            // The read that was under way has ended with the connection.
        }

        _stop.Dispose();
    }

    private SubscriptionStep Take(EventFrame frame)
    {
        if (frame.MessageType == "event")
        {
            if (frame.Kind == "SubscribeToShardEvent")
            {
                return new SubscriptionStep.Received(Read(frame));
            }

            frame.Dispose(); // initial-response, which says nothing, and kinds to come.
            return SubscriptionStep.Nothing;
        }

        using (frame)
        {
            var text = frame.ErrorMessage.Length > 0 ? frame.ErrorMessage : TextOf(frame);
            var failure = new AwsFailure(frame.Kind, 200, text) { LimitExceededIsThrottling = true };
            return failure.IsTransient || failure.Code is "InternalFailureException" or "InternalError" ? SubscriptionStep.Ended
                : failure.Code is "ResourceInUseException" ? SubscriptionStep.TakenOver
                : throw _client.ExceptionFor(_call, failure);
        }
    }

    private SubscriptionEvent Read(EventFrame frame)
    {
        try
        {
            return SubscriptionEvent.Read(frame, _client.Texts);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    private static string TextOf(EventFrame frame)
    {
        using var payload = new PooledBuffer(frame.PayloadLength);
        payload.Append(frame.Buffer.Span.Slice(frame.PayloadAt, frame.PayloadLength));
        return ErrorBody.Read(payload, frame.ContentType, 200, null).Text;
    }
}

/// <summary>What came of waiting for an event.</summary>
internal abstract record SubscriptionStep
{
    private SubscriptionStep()
    {
    }

    /// <summary>Nothing has come yet.</summary>
    public static SubscriptionStep Nothing { get; } = new Silent();

    /// <summary>The subscription is over; the next one may begin.</summary>
    public static SubscriptionStep Ended { get; } = new Over();

    /// <summary>Another reader of the same consumer took it over; wait before taking it back.</summary>
    public static SubscriptionStep TakenOver { get; } = new Lost();

    /// <summary>An event.</summary>
    public sealed record Received(SubscriptionEvent Event) : SubscriptionStep;

    private sealed record Silent : SubscriptionStep;

    private sealed record Over : SubscriptionStep;

    private sealed record Lost : SubscriptionStep;
}
