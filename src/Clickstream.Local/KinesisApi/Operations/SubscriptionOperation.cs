using System.Buffers;
using Clickstream.Core.Streams;
using Clickstream.Local.KinesisApi.Limits;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;
using Clickstream.Local.Sqlite;
using Clickstream.Local.Streams;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>
/// SubscribeToShard: pushes what is put into a shard as an event stream, until the subscription's life or the shard is over.
/// </summary>
internal sealed class SubscriptionOperation(ApiContext api, CancellationToken stopping)
{
    public const string Name = "SubscribeToShard";

    /// <summary>Bytes a second of one subscription (2 MB). Source: the quotas page.</summary>
    private const int BytesPerSecond = 2_000_000;

    private static readonly byte[] EmptyJson = "{}"u8.ToArray();
    private static readonly byte[] EmptyCbor = [0xa0];

    public async Task RunAsync(ApiCall call, HttpResponse response, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var (stream, consumer) = await api.ConsumerAsync(input.Required("ConsumerARN"), cancellationToken).ConfigureAwait(false);
        var shard = new ShardId(input.Required("ShardId"));
        var start = input.Object("StartingPosition") ?? throw ApiFault.Missing("StartingPosition");
        var position = api.Position(start.Required("Type"), start.Text("SequenceNumber"), start.Time("Timestamp", call.Format));
        var from = Place(stream, shard, position);
        if (stream.Subscriptions.TryBegin(consumer.Name, ShardRow.NumberOf(shard), api.Now, api.Options.EnforceLimits) is not { } subscription)
        {
            throw ApiFault.InUse(
                $"Consumer {consumer.Name} subscribed to shard {shard} less than {Subscriptions.Pause.TotalSeconds:F0} s ago.");
        }

        var target = new EventTarget(call.Format, response);
        await target.BeginAsync(call.Format == WireFormat.Cbor ? EmptyCbor : EmptyJson, cancellationToken).ConfigureAwait(false);
        using var life = new CancellationTokenSource(api.Options.SubscriptionLife, api.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life.Token, subscription.Ended, stopping);
        try
        {
            await PushAsync(stream.Events.ReadAsync(shard, from, end.Token), from, target, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (subscription.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                await target.FailAsync(Ended(subscription, consumer, shard), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is LocalStoreException or InvalidOperationException)
        {
            // The disk failed, or the shard is gone with its last record.
            var told = fault is LocalStoreException ? ApiFault.Internal(fault.Message) : ApiFault.NotFound(fault.Message);
            await target.FailAsync(told, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ApiFault Ended(Subscription subscription, ConsumerEntry consumer, ShardId shard) => subscription.IsRemoved
        ? ApiFault.NotFound($"Consumer {consumer.Name} or its stream was removed.")
        : ApiFault.InUse($"Another subscription of consumer {consumer.Name} to shard {shard} has taken over.");

    /// <summary>The place that a position stands for now, as the number behind which reading begins, so that it can be told to the caller.</summary>
    private StreamPosition.After Place(ApiStream stream, ShardId shard, StreamPosition position)
    {
        try
        {
            return new StreamPosition.After(ShardRow.SequenceOf(stream.Events.Pages.Locate(shard, position) - 1));
        }
        catch (InvalidOperationException)
        {
            throw api.NoShard(stream, shard.Value);
        }
        catch (ArgumentException fault)
        {
            throw ApiFault.InvalidArgument(fault.Message);
        }
    }

    private async Task PushAsync(
        IAsyncEnumerable<RecordPage> pages, StreamPosition.After from, EventTarget target, CancellationToken cancellationToken)
    {
        var last = from.SequenceNumber;
        await foreach (var page in pages.ConfigureAwait(false))
        {
            using (page)
            {
                last = page.Records.Count > 0 ? page.Records[^1].SequenceNumber : last;
                await target.EventAsync(page, last, api.Now, cancellationToken).ConfigureAwait(false);
                if (api.Options.EnforceLimits)
                {
                    var seconds = page.Records.Sum(record => (double)record.Data.Length) / BytesPerSecond;
                    await Task.Delay(TimeSpan.FromSeconds(seconds), api.Time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>The response, message by message.</summary>
    private sealed class EventTarget(WireFormat format, HttpResponse response)
    {
        private readonly ArrayBufferWriter<byte> _payload = new();

        public async Task BeginAsync(byte[] empty, CancellationToken cancellationToken)
        {
            response.ContentType = ContentTypes.EventStream;
            await response.StartAsync(cancellationToken).ConfigureAwait(false);
            EventStreamFrame.WriteEvent(response.BodyWriter, "initial-response", format, empty);
            await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        public async Task EventAsync(RecordPage page, SequenceNumber last, DateTimeOffset now, CancellationToken cancellationToken)
        {
            WritePayload(writer =>
            {
                RecordAnswers.WriteRecords(writer, page);
                writer.Member("ContinuationSequenceNumber", page.IsShardEnd ? null : last.Value);
                writer.Member("MillisBehindLatest", RecordAnswers.MillisBehind(page, now));
                RecordAnswers.WriteChildren(writer, page);
            });
            EventStreamFrame.WriteEvent(response.BodyWriter, "SubscribeToShardEvent", format, _payload.WrittenSpan);
            await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        public async Task FailAsync(ApiFault fault, CancellationToken cancellationToken)
        {
            WritePayload(writer => writer.Member("message", fault.Message));
            EventStreamFrame.WriteException(response.BodyWriter, fault.Code, format, _payload.WrittenSpan);
            await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        private void WritePayload(Action<WireWriter> write)
        {
            _payload.ResetWrittenCount();
            using var writer = WireWriter.To(_payload, format);
            writer.BeginObject();
            write(writer);
            writer.EndObject();
        }
    }
}
