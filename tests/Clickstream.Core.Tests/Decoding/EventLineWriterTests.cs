using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using CsCheck;

namespace Clickstream.Core.Tests.Decoding;

public sealed class EventLineWriterTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 1, 40],
        Gen.String[Gen.Char['\0', '\u02ff'], 1, 20],
        Gen.Const("😀\"\\\u0000\u001f\u007f\u2028/</script>"));

    private static readonly Gen<string?> Optional = Gen.OneOf(Gen.Const((string?)null), Text.Select(text => (string?)text));

    [Fact]
    public void A_line_has_the_canonical_columns()
    {
        var batch = new EventBatch();
        new EventDecoder(DecoderOptions.Default).Decode(
            """{"type":"purchase","ts":1569888000,"id":"e","price":"49.90","currency":"usd","receivedAt":1569888001,"bot":0,"qty":2,"brand":"a\"b","z":[1]}"""u8, batch);
        batch.RowAt(0).Position = new EventPosition(new SequenceNumber("77"), 1, 2);
        Assert.Equal(
            """
            {"_position":"shardId-3:77:1:2","click_id":"e","event_type":"purchase","event_timestamp":"2019-10-01T00:00:00.000000Z","received_timestamp":"2019-10-01T00:00:01.000000Z","is_bot":false,"quantity":2,"price":49.90,"currency":"USD","metadata":{"brand":"a\"b","z":"[1]"}}

            """,
            Encoding.UTF8.GetString(Decoded.Line(batch, in batch.Rows[0], new ShardId("shardId-3"))));
    }

    [Fact]
    public void What_is_written_is_read_back_as_it_was() =>
        Gen.Select(Optional.Array[15], Gen.Dictionary(Text, Gen.OneOf(Text, Gen.Const(string.Empty)))[0, 8], Gen.Long[0, 999_999_999_999_999_999], Gen.Int[0, 9999])
            .Sample((texts, metadata, number, choice) =>
            {
                var batch = new EventBatch();
                batch.AddText("what an earlier event left"u8);
                var row = Row(batch, texts, metadata, number, choice);
                var shard = new ShardId("shardId-000000000000");
                var line = Decoded.Line(batch, in row, shard);
                Assert.Equal((byte)'\n', line[^1]);
                using var json = JsonDocument.Parse(line.ToArray()); // Others must be able to read it too.
                Assert.Equal(batch.GetString(row.ClickId), json.RootElement.GetProperty("click_id").GetString());

                var again = new EventBatch();
                var decoder = new EventDecoder(DecoderOptions.Landing);
                Assert.Equal(RejectionReason.None, decoder.Decode(line, again));
                Assert.Equal(shard, decoder.LastShard);
                Assert.Equal(row.Position, again.Rows[0].Position);
                Assert.Equal(Decoded.Of(batch, in row), Decoded.Of(again, in again.Rows[0]));
            });

    [Fact]
    public void A_marked_line_is_read_back_by_every_decoder_as_it_was()
    {
        var decoder = new EventDecoder(DecoderOptions.Default); // One for all, so that it learns the shapes.
        Gen.Select(Optional.Array[15], Gen.Dictionary(Gen.OneOf(Text, Gen.OneOf(Gen.Const("price"), Gen.Const("type"), Gen.Const("user"), Gen.Const("items"), Gen.Const("qty"))), Text)[0, 8], Gen.Long[0, 999_999], Gen.Int[0, 9999])
            .Sample(
                (texts, metadata, number, choice) =>
                {
                    var batch = new EventBatch();
                    var row = Row(batch, texts, metadata, number, choice);
                    row.Position = default;
                    var line = new System.Buffers.ArrayBufferWriter<byte>();
                    new EventLineWriter { IsMarking = true }.Write(batch, in row, null, line);
                    var again = new EventBatch();
                    Assert.Equal(RejectionReason.None, decoder.Decode(line.WrittenSpan, again));
                    Assert.Equal(Decoded.Of(batch, in row), Decoded.Of(again, in again.Rows[0]));
                },
                threads: 1);
    }

    private static EventRow Row(EventBatch batch, string?[] texts, Dictionary<string, string> metadata, long number, int choice)
    {
        var at = 0;
        TextSlice Next() => texts[at++] is { } text ? batch.AddText(Encoding.UTF8.GetBytes(text)) : TextSlice.Absent;
        var row = new EventRow
        {
            EventType = batch.AddText(choice % 2 == 0 ? "purchase"u8 : "page_view"u8),
            IsPurchase = choice % 2 == 0,
            Time = new EventTime(946_684_800_000_000 + (number % 3_155_000_000_000_000)),
            Received = choice % 3 == 0 ? null : new EventTime(1_569_888_000_000_000 + choice),
            ClickId = batch.AddText(Encoding.UTF8.GetBytes(texts[0] ?? "0123456789abcdef0123456789abcdef")),
            UserId = Next(),
            AnonymousId = Next(),
            SessionId = Next(),
            PageUrl = Next(),
            ReferrerUrl = Next(),
            DeviceType = Next(),
            Os = Next(),
            Browser = Next(),
            Country = Next(),
            Ip = Next(),
            UserAgent = Next(),
            ProductId = Next(),
            OrderId = Next(),
            Currency = choice % 5 == 0 ? TextSlice.Absent : batch.AddText("EUR"u8),
            IsBot = choice % 7 == 0 ? null : choice % 2 == 0,
            Quantity = choice % 11 == 0 ? null : choice % 1000,
            Price = choice % 13 == 0 ? null : new decimal((int)(uint)number, (int)((number >> 32) & 0xFFFF), 0, false, 4),
            Position = new EventPosition(new SequenceNumber((number + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)), choice, choice / 2),
        };
        row.ClickKey = ClickId.KeyOf(batch.Text(row.ClickId));
        row.MetadataStart = batch.Metadata.Length;
        foreach (var entry in metadata.Select(e => (Key: Encoding.UTF8.GetBytes(e.Key), e.Value)).OrderBy(e => Convert.ToHexString(e.Key), StringComparer.Ordinal))
        {
            batch.AddMetadata(new MetadataEntry(batch.AddText(entry.Key), batch.AddText(Encoding.UTF8.GetBytes(entry.Value))));
            row.MetadataCount++;
        }

        return row;
    }
}
