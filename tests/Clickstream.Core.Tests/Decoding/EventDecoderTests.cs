using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Tests.Decoding;

public sealed class EventDecoderTests
{
    private const string Time = "\"event_time\":\"2019-10-01 00:00:00 UTC\"";
    private const string View = "\"event_type\":\"view\"," + Time;
    private const string Purchase = "\"event_type\":\"purchase\"," + Time;

    [Fact]
    public void An_event_of_a_public_write_up_fills_its_columns()
    {
        var decoded = Decoded.From(
            """{"event_time":"2025-10-04T05:12:09Z","user_id":"u","session_id":"s","action":"purchase","page_url":"/p","user_agent":"UA","ip":"1.2.3.4","attributes":{"amount":"49.90"}}""");
        Assert.Equal("2025-10-04T05:12:09.000000Z", decoded.Time.ToString());
        Assert.Equal(49.90m, decoded.Price);
        Assert.True(decoded.IsPurchase);
        Assert.EndsWith(
            "event_type=purchase\nuser_id=u\nsession_id=s\npage_url=/p\nip=1.2.3.4\nuser_agent=UA\n", decoded.Texts, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Segment_event_is_found_in_its_context_and_properties()
    {
        var decoded = Decoded.From(
            """
            {"type":"track","event":"Order Completed","messageId":"m-1","anonymousId":"a","timestamp":"2020-01-02T03:04:05.678Z","receivedAt":"2020-01-02T03:04:06Z",
             "context":{"page":{"url":"https://x/y","referrer":"https://r","title":"T"},"userAgent":"UA","ip":"9.9.9.9","locale":"de","library":{"name":"js"}},
             "properties":{"order_id":"o-1","total":"30.50","currency":"eur","products":[{"product_id":"p","price":1}]}}
            """);
        Assert.Equal("2020-01-02T03:04:06.000000Z", decoded.Received?.ToString());
        Assert.Equal(30.50m, decoded.Price);
        Assert.Equal(
            """
            click_id=m-1
            event_type=order_completed
            anonymous_id=a
            page_url=https://x/y
            referrer_url=https://r
            ip=9.9.9.9
            user_agent=UA
            order_id=o-1
            currency=EUR
            m:context.library={"name":"js"}
            m:context.locale=de
            m:context.page.title=T
            m:items=[{"product_id":"p","price":1}]
            m:type=track

            """,
            decoded.Texts);
    }

    [Theory]
    [InlineData("event_type event_name event action type", "a")]
    [InlineData("eventName event action type", "a")]
    [InlineData("event action type", "a")]
    [InlineData("Action TYPE", "a")]
    [InlineData("$event-Type type", "a")]
    public void The_first_alias_wins_wherever_it_stands(string names, string winner)
    {
        var fields = names.Split(' ').Select((name, i) => $"\"{name}\":\"{(char)('a' + i)}\"").ToArray();
        var forward = Decoded.From($"{{{string.Join(',', fields)},{Time}}}");
        var backward = Decoded.From($"{{{Time},{string.Join(',', fields.Reverse())}}}");
        Assert.Contains($"event_type={winner}\n", forward.Texts, StringComparison.Ordinal);
        Assert.Equal(forward, backward);
        Assert.Equal(names.Split(' ').Length - 1, forward.Texts.Split("m:").Length - 1); // What lost is kept.
    }

    [Fact]
    public void The_event_itself_wins_over_its_attributes_and_what_loses_is_kept()
    {
        var decoded = Decoded.From($"{{\"attributes\":{{\"user_id\":\"inner\",\"brand\":\"b\",\"country\":\"DE\"}},{View},\"user_id\":\"outer\",\"brand\":\"top\"}}");
        Assert.Contains("user_id=outer\ncountry=DE\nm:brand=top\nm:user_id=inner\n", decoded.Texts, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_named_id_or_type_is_no_column()
    {
        var decoded = Decoded.From($"{{{View},\"properties\":{{\"id\":\"7\",\"type\":\"button\",\"time\":\"x\"}}}}");
        Assert.Contains("event_type=view\nm:id=7\nm:time=x\nm:type=button\n", decoded.Texts, StringComparison.Ordinal);
        Assert.Equal(RejectionReason.MissingType, Decoded.Reason($"{{{Time},\"properties\":{{\"type\":\"button\"}}}}"));
    }

    [Fact]
    public void The_last_of_duplicate_keys_wins()
    {
        var decoded = Decoded.From($"{{{View},\"user_id\":\"1\",\"user_id\":\"2\",\"price\":1,\"price\":null,\"x\":1,\"x\":2,\"y\":1,\"y\":null}}");
        Assert.EndsWith("user_id=2\nm:x=2\n", decoded.Texts, StringComparison.Ordinal);
        Assert.Null(decoded.Price);
    }

    [Fact]
    public void Nulls_and_empty_columns_are_absent_and_empty_metadata_is_kept()
    {
        var decoded = Decoded.From($"{{{View},\"user_id\":\"\",\"session_id\":null,\"price\":\"\",\"brand\":\"\",\"none\":null,\"a\":null,\"metadata\":{{\"a\":1}}}}");
        Assert.EndsWith("event_type=view\nm:a=1\nm:brand=\n", decoded.Texts, StringComparison.Ordinal);
        Assert.Null(decoded.Price);
    }

    [Fact]
    public void Numbers_and_objects_keep_their_text()
    {
        var decoded = Decoded.From($"{{{View},\"user_id\":541312140,\"n\":1.50,\"b\":true,\"o\":{{ \"a\" : [1, 2] }}}}");
        Assert.Contains("user_id=541312140\nm:b=true\nm:n=1.50\nm:o={ \"a\" : [1, 2] }\n", decoded.Texts, StringComparison.Ordinal);
    }

    [Fact]
    public void Escapes_in_names_and_values_are_undone()
    {
        var decoded = Decoded.From($"{{{View},\"user\\u005fid\":\"\\u00fc\\ud83d\\ude00\\n\\\"\",\"\\u0061\\/b\":\"\\t\"}}");
        Assert.Contains("user_id=ü😀\n\"\nm:a/b=\t\n", decoded.Texts, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Add To Cart", "add_to_cart")]
    [InlineData(" page-view ", "page_view")]
    [InlineData("view", "view")]
    [InlineData("_page_view", "_page_view")]
    [InlineData("KAUF-ÄRGER", "kauf_Ärger")]
    public void Event_types_are_lower_case_with_underscores(string given, string expected) =>
        Assert.Contains($"event_type={expected}\n", Decoded.From($"{{\"event_type\":\"{given}\",{Time}}}").Texts, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"items\":[{\"price\":\"10.10\",\"quantity\":2},{\"price\":0.05}]", "20.25", "")]
    [InlineData("\"products\":[{\"unit_price\":3,\"qty\":\"3\"}],\"quantity\":5", "9", "m:quantity=5\n")]
    [InlineData("\"items\":[{\"price\":1}],\"total\":7,\"price\":2", "7", "m:price=2\n")]
    [InlineData("\"items\":[{\"price\":1}],\"price\":2", "2", "")]
    [InlineData("\"items\":[ { \"price\" : 1 , \"qty\" : 2\n, \"x\" : [ ] } , { } ,\t{ \"price\": 3 } ]", "5", "")]
    [InlineData("\"items\":[{\"name\":\"x\"}]", null, "")]
    [InlineData("\"items\":[]", null, "")]
    [InlineData("\"items\":[1,[2],{\"price\":\"\",\"quantity\":2},{\"price\":4,\"x\":{\"price\":9}}]", "4", "")]
    [InlineData("\"revenue\":100,\"quantity\":4", "100", "m:quantity=4\n")]
    [InlineData("\"value\":8", "8", "")]
    [InlineData("\"price\":2,\"total\":6,\"quantity\":3", "2", "m:total=6\n")]
    public void An_order_has_one_amount(string fields, string? price, string kept)
    {
        var decoded = Decoded.From($"{{{Purchase},{fields}}}");
        Assert.Equal(price is null ? null : decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), decoded.Price);
        Assert.Contains(kept, decoded.Texts, StringComparison.Ordinal);
        Assert.Equal(fields.Contains("\"price\":2,\"total\":6", StringComparison.Ordinal) ? 3 : null, decoded.Quantity);
    }

    [Fact]
    public void Things_that_are_described_by_an_object_fill_columns()
    {
        var decoded = Decoded.From(
            $"{{{View},\"device\":{{\"type\":\"mobile\",\"model\":\"X\"}},\"os\":{{\"name\":\"iOS\"}},\"geo\":{{\"country\":\"FR\"}},\"user\":{{\"id\":7}},\"is_bot\":1}}");
        Assert.Contains("user_id=7\ndevice_type=mobile\nos=iOS\ncountry=FR\nm:device.model=X\n", decoded.Texts, StringComparison.Ordinal);
        Assert.True(decoded.IsBot);
    }

    [Fact]
    public void What_cannot_be_read_but_is_no_matter_is_kept_as_metadata()
    {
        var decoded = Decoded.From($"{{{View},\"received_at\":\"soon\",\"is_bot\":\"perhaps\"}}");
        Assert.Contains("m:is_bot=perhaps\nm:received_at=soon\n", decoded.Texts, StringComparison.Ordinal);
        Assert.Null(decoded.IsBot);
        Assert.Null(decoded.Received);
    }

    [Fact]
    public void A_byte_order_mark_and_space_around_an_event_are_ignored() =>
        Assert.Equal(Decoded.From($"{{{View}}}"), Decoded.From($"\uFEFF \r\n {{{View}}} \n"));

    [Fact]
    public void Positions_are_read_from_lines_of_the_landing_zone_only()
    {
        var line = Encoding.UTF8.GetBytes($"{{\"_position\":\"shardId-1:123:4:5\",{View.Replace("event_time\"", "event_timestamp\"", StringComparison.Ordinal)}}}");
        var batch = new EventBatch();
        var landing = new EventDecoder(DecoderOptions.Landing);
        Assert.Equal(RejectionReason.None, landing.Decode(line, batch));
        Assert.Equal("shardId-1", landing.LastShard?.Value);
        Assert.Equal((new Core.Streams.SequenceNumber("123"), 4, 5), (batch.Rows[0].Position.SequenceNumber, batch.Rows[0].Position.SubSequenceNumber, batch.Rows[0].Position.Item));
        Assert.Contains("m:_position=shardId-1:123:4:5\n", Decoded.From(line, DecoderOptions.Default).Texts, StringComparison.Ordinal);
    }
}
