using System.Buffers;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Decoding;

/// <summary>An event as values that can be compared, for tests.</summary>
internal sealed record Decoded
{
    public required EventTime Time { get; init; }

    public required EventTime? Received { get; init; }

    public required UInt128 ClickKey { get; init; }

    public required bool? IsBot { get; init; }

    public required long? Quantity { get; init; }

    public required decimal? Price { get; init; }

    public required bool IsPurchase { get; init; }

    /// <summary>The text columns by name, absent ones left out, and the metadata with the prefix <c>m:</c>.</summary>
    public required string Texts { get; init; }

    public static Decoded Of(EventBatch batch, in EventRow row)
    {
        var texts = new StringBuilder();
        void Put(string name, string? value) => texts.Append(value is null ? null : $"{name}={value}\n");
        Put("click_id", batch.GetString(row.ClickId));
        Put("event_type", batch.GetString(row.EventType));
        Put("user_id", batch.GetString(row.UserId));
        Put("anonymous_id", batch.GetString(row.AnonymousId));
        Put("session_id", batch.GetString(row.SessionId));
        Put("page_url", batch.GetString(row.PageUrl));
        Put("referrer_url", batch.GetString(row.ReferrerUrl));
        Put("device_type", batch.GetString(row.DeviceType));
        Put("os", batch.GetString(row.Os));
        Put("browser", batch.GetString(row.Browser));
        Put("country", batch.GetString(row.Country));
        Put("ip", batch.GetString(row.Ip));
        Put("user_agent", batch.GetString(row.UserAgent));
        Put("product_id", batch.GetString(row.ProductId));
        Put("order_id", batch.GetString(row.OrderId));
        Put("currency", batch.GetString(row.Currency));
        foreach (var entry in batch.MetadataOf(in row))
        {
            Put("m:" + batch.GetString(entry.Key), batch.GetString(entry.Value));
        }

        return new Decoded
        {
            Time = row.Time,
            Received = row.Received,
            ClickKey = row.ClickKey,
            IsBot = row.IsBot,
            Quantity = row.Quantity,
            Price = row.Price,
            IsPurchase = row.IsPurchase,
            Texts = texts.ToString(),
        };
    }

    /// <summary>Decodes one input that must be an event.</summary>
    public static Decoded From(string json) => From(Encoding.UTF8.GetBytes(json), DecoderOptions.Default);

    public static Decoded From(ReadOnlySpan<byte> json, DecoderOptions options)
    {
        var batch = new EventBatch();
        Assert.Equal(RejectionReason.None, new EventDecoder(options).Decode(json, batch));
        return Of(batch, in batch.Rows[0]);
    }

    /// <summary>Decodes one input that must be rejected.</summary>
    public static RejectionReason Reason(ReadOnlySpan<byte> json)
    {
        var batch = new EventBatch();
        var reason = new EventDecoder(DecoderOptions.Default).Decode(json, batch);
        Assert.Equal((0, 0, 0), (batch.Count, batch.TextLength, batch.Metadata.Length));
        return reason;
    }

    public static RejectionReason Reason(string json) => Reason(Encoding.UTF8.GetBytes(json));

    /// <summary>The canonical line of a row.</summary>
    public static ReadOnlySpan<byte> Line(EventBatch batch, in EventRow row, ShardId? shard)
    {
        var line = new ArrayBufferWriter<byte>();
        new EventLineWriter().Write(batch, in row, shard, line);
        return line.WrittenSpan;
    }
}
