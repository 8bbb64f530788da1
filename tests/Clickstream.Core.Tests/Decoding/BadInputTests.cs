using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Tests.Decoding;

public sealed class BadInputTests
{
    private const string Time = "\"event_time\":\"2019-10-01T00:00:00Z\"";
    private const string Good = "\"event_type\":\"view\"," + Time;

    [Theory]
    [InlineData("{" + Good + ",\"price\":99999999999999,\"quantity\":2}", RejectionReason.InvalidNumber)]
    [InlineData("{" + Good + ",\"price\":99999999999999,\"quantity\":1}", RejectionReason.None)]
    public void An_amount_must_fit_as_its_factors_do(string input, RejectionReason expected) =>
        Assert.Equal(expected, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes(input), new EventBatch()));

    [Fact]
    public void Our_own_line_of_the_largest_input_can_be_read_back()
    {
        var manyFields = string.Join(',', Enumerable.Range(0, 998).Select(i => $"\"f{i}\":{i}"));
        var nested = "[" + string.Join(',', Enumerable.Repeat("{\"s\":\"\\\\\"}", 90_000)) + "]";
        foreach (var input in new[] { "{" + Good + "," + manyFields + "}", "{" + Good + ",\"cart\":" + nested + "}" })
        {
            var batch = new EventBatch();
            Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes(input), batch));
            var line = new System.Buffers.ArrayBufferWriter<byte>();
            var row = batch.Rows[0];
            row.Position = new EventPosition(new Core.Streams.SequenceNumber("7"), 0, 0);
            new EventLineWriter().Write(batch, in row, new Core.Streams.ShardId("shardId-000000000000"), line);
            Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Landing).Decode(line.WrittenSpan[..^1], new EventBatch()));
        }
    }

    [Theory]
    [InlineData(RejectionReason.MalformedJson, "")]
    [InlineData(RejectionReason.MalformedJson, "{")]
    [InlineData(RejectionReason.MalformedJson, "hello")]
    [InlineData(RejectionReason.MalformedJson, "{\"a\":1,}")]
    [InlineData(RejectionReason.MalformedJson, "{\"a\":01}")]
    [InlineData(RejectionReason.MalformedJson, "{'a':1}")]
    [InlineData(RejectionReason.MalformedJson, "{\"a\":\"\t\"}")]
    [InlineData(RejectionReason.MalformedJson, "{\"a\":\"\\x\"}")]
    [InlineData(RejectionReason.MalformedJson, "{\"a\":NaN,\"price\":1}")]
    [InlineData(RejectionReason.MalformedJson, "{" + Good + "} {}")]
    [InlineData(RejectionReason.MalformedJson, "NaN")]
    [InlineData(RejectionReason.NotAnObject, "[1,2]")]
    [InlineData(RejectionReason.NotAnObject, "42")]
    [InlineData(RejectionReason.NotAnObject, "\"text\"")]
    [InlineData(RejectionReason.NotAnObject, "null")]
    [InlineData(RejectionReason.MissingType, "{}")]
    [InlineData(RejectionReason.MissingType, "{" + Time + "}")]
    [InlineData(RejectionReason.MissingType, "{\"event_type\":null," + Time + "}")]
    [InlineData(RejectionReason.MissingType, "{\"event_type\":\"  \"," + Time + "}")]
    [InlineData(RejectionReason.MissingType, "{\"event_type\":{\"x\":1}," + Time + "}")]
    [InlineData(RejectionReason.MissingTime, "{\"event_type\":\"view\"}")]
    [InlineData(RejectionReason.MissingTime, "{\"event_type\":\"view\",\"event_time\":\"\"}")]
    [InlineData(RejectionReason.InvalidTime, "{\"event_type\":\"view\",\"event_time\":\"yesterday\"}")]
    [InlineData(RejectionReason.InvalidTime, "{\"event_type\":\"view\",\"event_time\":true}")]
    [InlineData(RejectionReason.AbsurdTime, "{\"event_type\":\"view\",\"event_time\":\"0000-01-01T00:00:00Z\"}")]
    [InlineData(RejectionReason.AbsurdTime, "{\"event_type\":\"view\",\"event_time\":\"9999-12-31T23:59:59Z\"}")]
    [InlineData(RejectionReason.AbsurdTime, "{\"event_type\":\"view\",\"event_time\":0}")]
    [InlineData(RejectionReason.AbsurdTime, "{\"event_type\":\"view\",\"event_time\":-1569888000}")]
    [InlineData(RejectionReason.AbsurdTime, "{\"event_type\":\"view\",\"event_time\":1e999}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"price\":NaN}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"price\":-Infinity}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"price\":1e999}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"price\":\"NaN\"}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"price\":\"cheap\"}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"price\":true}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"price\":100000000000000}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"quantity\":1.5}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"quantity\":1000000001}")]
    [InlineData(RejectionReason.InvalidNumber, "{" + Good + ",\"quantity\":Infinity}")]
    [InlineData(RejectionReason.NegativeAmount, "{" + Good + ",\"price\":-0.00001}")]
    [InlineData(RejectionReason.NegativeAmount, "{" + Good + ",\"quantity\":\"-3\"}")]
    [InlineData(RejectionReason.NegativeAmount, "{\"event_type\":\"purchase\"," + Time + ",\"items\":[{\"price\":-1}]}")]
    [InlineData(RejectionReason.InvalidNumber, "{\"event_type\":\"purchase\"," + Time + ",\"items\":[{\"price\":\"x\"}]}")]
    [InlineData(RejectionReason.InvalidText, "{" + Good + ",\"a\":\"\\ud800\"}")]
    [InlineData(RejectionReason.InvalidText, "{" + Good + ",\"a\":\"\\udc00\\ud800\"}")]
    [InlineData(RejectionReason.InvalidText, "{" + Good + ",\"a\":[{\"\\ud800\":1}]}")]
    public void Input_that_is_no_event_has_its_reason(RejectionReason reason, string input) => Assert.Equal(reason, Decoded.Reason(input));

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_invalid_text()
    {
        Assert.Equal(RejectionReason.InvalidText, Decoded.Reason([.. "{"u8, .. Encoding.UTF8.GetBytes(Good), .. ",\"a\":\""u8, 0xFF, .. "\"}"u8]));
        Assert.Equal(RejectionReason.InvalidText, Decoded.Reason([0xED, 0xA0, 0x80])); // A surrogate in UTF-8.
    }

    [Fact]
    public void A_name_that_was_seen_with_escapes_does_not_make_damage_pass()
    {
        var decoder = new EventDecoder(DecoderOptions.Default);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes("{\"a\\\"b\":1," + Good + "}"), new EventBatch()));
            Assert.Equal(RejectionReason.MalformedJson, decoder.Decode(Encoding.UTF8.GetBytes("{\"a\"b\":1," + Good + "}"), new EventBatch()));
        }
    }

    [Fact]
    public void A_minus_zero_is_zero() => Assert.Equal(0m, Decoded.From("{" + Good + ",\"price\":-0.0}").Price);

    [Fact]
    public void An_input_of_one_byte_over_the_limit_is_too_large()
    {
        var padding = new string('x', (1024 * 1024) - Good.Length - 9);
        Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes($"{{{Good},\"a\":\"{padding}\"}}"), new EventBatch()));
        Assert.Equal(RejectionReason.TooLarge, Decoded.Reason($"{{{Good},\"a\":\"{padding}x\"}}"));
    }

    [Fact]
    public void Nesting_over_64_is_too_deep()
    {
        static string Nested(int levels) => $"{{{Good},\"a\":{new string('[', levels)}{new string(']', levels)}}}";
        Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes(Nested(63)), new EventBatch()));
        Assert.Equal(RejectionReason.TooDeep, Decoded.Reason(Nested(64)));
        Assert.Equal(RejectionReason.TooDeep, Decoded.Reason(Nested(100_000)));
        Assert.Equal(RejectionReason.TooDeep, Decoded.Reason(new string('[', 65) + new string(']', 65)));
    }

    [Fact]
    public void More_than_a_thousand_fields_are_too_many()
    {
        static string Fields(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i}\":{i}"));
        Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes($"{{{Good},{Fields(998)}}}"), new EventBatch()));
        Assert.Equal(RejectionReason.TooManyFields, Decoded.Reason($"{{{Good},{Fields(999)}}}"));
        Assert.Equal(RejectionReason.TooManyFields, Decoded.Reason($"{{{Good},\"metadata\":{{{Fields(10_000)}}}}}"));
    }

    [Theory]
    [InlineData("event_type", 256)]
    [InlineData("user_id", 8 * 1024)]
    [InlineData("page_url", 64 * 1024)]
    public void A_text_that_is_longer_than_its_column_allows_is_rejected(string column, int limit)
    {
        string Event(int length) => $"{{{Good},\"{column}\":\"{new string('x', length)}\"}}";
        Assert.Equal(RejectionReason.None, new EventDecoder(DecoderOptions.Default).Decode(Encoding.UTF8.GetBytes(Event(limit)), new EventBatch()));
        Assert.Equal(RejectionReason.FieldTooLong, Decoded.Reason(Event(limit + 1)));
    }

    [Fact]
    public void A_rejected_input_tells_its_time_where_it_can_be_read()
    {
        var decoder = new EventDecoder(DecoderOptions.Default);
        var batch = new EventBatch();
        foreach (var input in new[] { $"{{{Time}}}", $"{{{Good},\"price\":-1}}", $"{{{Good},\"a\":", $"{{{Good},\"a\":\"\\ud800\"}}" })
        {
            Assert.NotEqual(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(input), batch));
            Assert.Equal("2019-10-01T00:00:00.000000Z", decoder.LastTime?.ToString());
        }

        Assert.NotEqual(RejectionReason.None, decoder.Decode("{}"u8, batch));
        Assert.Null(decoder.LastTime);
    }

    [Fact]
    public void Every_reason_has_a_name_that_leads_back_to_it()
    {
        foreach (var reason in Enum.GetValues<RejectionReason>())
        {
            var name = RejectionReasons.NameOf(reason);
            Assert.Equal(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()), name);
            Assert.True(RejectionReasons.TryParse(name, out var again));
            Assert.Equal(reason, again);
        }

        Assert.False(RejectionReasons.TryParse("no_reason", out _));
    }
}
