using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Formats.Segment;
using static Clickstream.Core.Tests.Formats.Translation;

namespace Clickstream.Core.Tests.Formats;

public sealed class SegmentFormatTests
{
    private const string Order =
        """
        {"messageId":"m-1","userId":"u-1","anonymousId":"a-1","type":"track","event":"Order Completed","timestamp":"2026-03-01T11:59:58.250Z",
         "sentAt":"2026-03-01T11:59:59Z","writeKey":"secret","integrations":{},
         "context":{"ip":"198.51.100.4","userAgent":"Agent/1","locale":"de-DE","sessionId":77,"page":{"url":"https://shop/thanks","referrer":"https://shop/cart","title":"Thanks"},
           "os":{"name":"iOS","version":"17"},"device":{"type":"ios"},"campaign":{"name":"spring","source":"mail"},"library":{"name":"analytics.js","version":"2"}},
         "properties":{"order_id":"o-9","revenue":50,"total":59.5,"currency":"eur","coupon":"SPRING",
           "products":[{"product_id":"p1","price":20,"quantity":2},{"sku":"s2","price":10,"quantity":1}]}}
        """;

    [Fact]
    public void An_order_fills_its_columns_and_keeps_the_rest()
    {
        var decoded = Segment("track", Order).Only();
        Assert.True(decoded.IsPurchase);
        Assert.Equal(59.5m, decoded.Price);
        Assert.Null(decoded.Quantity);
        Assert.Equal("2026-03-01T11:59:58.250000Z", decoded.Time.ToString());
        Assert.Equal(
            """
            click_id=m-1
            event_type=purchase
            user_id=u-1
            anonymous_id=a-1
            session_id=77
            page_url=https://shop/thanks
            referrer_url=https://shop/cart
            device_type=mobile
            os=iOS
            ip=198.51.100.4
            user_agent=Agent/1
            order_id=o-9
            currency=EUR
            m:context.device.type=ios
            m:context.library.name=analytics.js
            m:context.library.version=2
            m:context.locale=de-DE
            m:context.os.version=17
            m:context.page.title=Thanks
            m:coupon=SPRING
            m:event=Order Completed
            m:items=[{"product_id":"p1","price":20,"quantity":2},{"sku":"s2","price":10,"quantity":1}]
            m:revenue=50
            m:utm_campaign=spring
            m:utm_source=mail

            """,
            decoded.Texts);
        List<OrderLine> items = [];
        Assert.True(new OrderLineReader().TryRead("""[{"product_id":"p1","price":20,"quantity":2},{"sku":"s2","price":10,"quantity":1}]"""u8, items));
        Assert.Equal(["p1", "s2"], items.Select(item => Encoding.UTF8.GetString(item.Product.Span)));
    }

    [Fact]
    public void The_write_key_of_the_body_is_found_and_not_written()
    {
        Assert.Equal("secret", new SegmentFormat().FindWriteKey(Encoding.UTF8.GetBytes(Order), ""));
        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(Assert.Single(Segment("track", Order).Lines).Line), StringComparison.Ordinal);
        Assert.Null(new SegmentFormat().FindWriteKey("{\"batch\":[{\"writeKey\":\"k\"}]}"u8, ""));
        Assert.Null(new SegmentFormat().FindWriteKey("[1,"u8, ""));
    }

    [Theory]
    [InlineData("page", "page_view")]
    [InlineData("screen", "screen_view")]
    [InlineData("identify", "identify")]
    [InlineData("group", "group")]
    [InlineData("alias", "alias")]
    public void Each_call_is_a_kind_of_event(string call, string type)
    {
        var decoded = Segment(
            call,
            """{"messageId":"m","userId":"u","groupId":"g","previousId":"v","name":"Home","timestamp":"2026-03-01T11:00:00Z","traits":{"country":"DE","plan":"pro"}}""").Only();
        Assert.Equal(
            $"click_id=m\nevent_type={type}\nuser_id=u\ncountry=DE\nm:group_id=g\nm:page_name=Home\nm:plan=pro\nm:previous_id=v\n", decoded.Texts);
    }

    [Theory]
    [InlineData("Order Completed", "purchase")]
    [InlineData("product_added", "add_to_cart")]
    [InlineData("Product Viewed", "view")]
    [InlineData("Checkout Started", "checkout")]
    [InlineData("Products Searched", "search")]
    [InlineData("Signed Up", "signed_up")]
    [InlineData("Order Completed Twice And With A Very Long Name", "order_completed_twice_and_with_a_very_long_name")]
    public void What_the_specification_names_has_our_names(string name, string type)
    {
        var decoded = Segment("t", $$"""{"userId":"u","event":"{{name}}","messageId":"m"}""").Only();
        Assert.StartsWith($"click_id=m\nevent_type={type}\n", decoded.Texts, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_is_taken_item_by_item()
    {
        var sink = Segment(
            "batch",
            """
            {"writeKey":"k","sentAt":"2026-03-01T10:00:00Z","batch":[
              {"type":"track","event":"A","userId":"u","timestamp":"2026-03-01T09:59:00Z"},
              {"type":"track","userId":"u"}, {"type":"track","event":" ","userId":"u"}, {"type":"walk","userId":"u"}, 7, {"type":"page"},
              {"type":"group","userId":"u"}, {"type":"alias","userId":"u"}, {"type":"track","event":"\ud800","userId":"u"},
              {"type":"track","event":"B","userId":"u","timestamp":"soon"}, {"type":"track","event":"B","userId":"u","timestamp":"1970-01-01T00:00:00Z"},
              {"type":"page","anonymousId":5,"name":"x"}]}
            """);
        Assert.Equal([0, 11], sink.Lines.Select(line => line.Item));
        Assert.Equal("2026-03-01T11:59:00.000000Z", sink.Event(0).Time.ToString());
        Assert.Contains("anonymous_id=5", sink.Event(1).Texts, StringComparison.Ordinal);
        Assert.Equal(
            [
                (1, RejectionReason.MissingType), (2, RejectionReason.MissingType), (3, RejectionReason.MissingType), (4, RejectionReason.NotAnObject),
                (5, RejectionReason.MissingIdentity), (6, RejectionReason.MissingIdentity), (7, RejectionReason.MissingIdentity),
                (8, RejectionReason.InvalidText), (9, RejectionReason.InvalidTime), (10, RejectionReason.InvalidTime),
            ],
            sink.Refused);
    }

    [Fact]
    public void Sizes_are_those_of_the_API()
    {
        static string Sized(string before, int size, string after) => before + new string('x', size - before.Length - after.Length) + after;
        var sink = new RecordingSink();
        RejectionReason Refusal(string call, string body) => Translation.Refusal(new SegmentFormat(), "/v1/" + call, Encoding.UTF8.GetBytes(body), sink);

        const string before = """{"event":"A","userId":"u","type":"track","properties":{"x":" """;
        Assert.Equal(RejectionReason.None, Refusal("track", Sized(before, 32 * 1024, "\"}}")));
        Assert.Equal(RejectionReason.TooLarge, Refusal("track", Sized(before, (32 * 1024) + 1, "\"}}")));
        Assert.Single(sink.Lines);

        Assert.Equal(RejectionReason.None, Refusal("batch", $$"""{"batch":[{{Sized(before, (32 * 1024) + 1, "\"}}")}}]}"""));
        Assert.Equal(RejectionReason.TooLarge, Assert.Single(sink.Refused).Reason);
        Assert.Equal(RejectionReason.TooLarge, Refusal("b", new string(' ', (500 * 1024) + 1)));
        Assert.Equal(RejectionReason.TooLarge, Refusal("b", $$"""{"batch":[{{string.Join(',', Enumerable.Repeat("{}", 8193))}}]}"""));
        Assert.Single(sink.Refused);
    }

    [Theory]
    [InlineData("", RejectionReason.MalformedJson)]
    [InlineData("{\"userId\":\"u\"", RejectionReason.MalformedJson)]
    [InlineData("{} {}", RejectionReason.MalformedJson)]
    [InlineData("[]", RejectionReason.NotAnObject)]
    [InlineData("\"text\"", RejectionReason.NotAnObject)]
    [InlineData("{\"batch\":{}}", RejectionReason.MalformedJson)]
    [InlineData("{}", RejectionReason.MalformedJson)]
    public void A_body_that_is_no_batch_is_refused_whole(string body, RejectionReason reason)
    {
        var sink = new RecordingSink();
        Assert.Equal(reason, Refusal(new SegmentFormat(), "/v1/batch", Encoding.UTF8.GetBytes(body), sink));
        Assert.Equal((0, 0), (sink.Lines.Count, sink.Refused.Count));
    }

    [Fact]
    public void Depth_and_damaged_text_are_refused_whole()
    {
        var sink = new RecordingSink();
        var deep = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}");
        Assert.Equal(RejectionReason.TooDeep, Refusal(new SegmentFormat(), "/v1/batch", deep, sink));
        Assert.Equal(RejectionReason.InvalidText, Refusal(new SegmentFormat(), "/v1/track", [(byte)'"', 0xC3, (byte)'"'], sink));
    }

    [Fact]
    public void Line_feeds_between_tokens_leave_one_line()
    {
        var sink = Segment("track", "{\"event\":\"A\",\"userId\":\"u\",\"properties\":{\"list\":[1,\r\n 2],\"text\":\"a\\nb\"}}");
        Assert.DoesNotContain((byte)'\n', Assert.Single(sink.Lines).Line);
        Assert.EndsWith("m:list=[1, 2]\nm:text=a\nb\n", sink.Only().Texts, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_route_is_a_call()
    {
        var routes = new SegmentFormat().Routes.Select(route => (route.Method, route.Path)).ToList();
        Assert.Contains(("POST", "/v1/b"), routes);
        Assert.All(routes, route => Assert.NotNull(SegmentCalls.OfPath(route.Path.AsSpan(4))));
        Assert.Null(SegmentCalls.OfPath("Track"));
    }
}
