using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Formats.Snowplow;
using static Clickstream.Core.Tests.Formats.Translation;

namespace Clickstream.Core.Tests.Formats;

public sealed class SnowplowFormatTests
{
    private const string Commerce = "iglu:com.snowplowanalytics.snowplow.ecommerce";
    private const string Action =
        "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0\",\"data\":{\"schema\":\""
        + Commerce + "/snowplow_ecommerce_action/jsonschema/1-0-2\",\"data\":{\"type\":\"TYPE\",\"name\":\"n\"}}}";
    private const string Product1 =
        "{\"schema\":\"" + Commerce + "/product/jsonschema/1-0-0\",\"data\":{\"id\":\"p1\",\"name\":\"Mug\",\"price\":20,\"quantity\":2,\"currency\":\"EUR\"}}";
    private const string Product2 = "{\"schema\":\"" + Commerce + "/product/jsonschema/1-0-0\",\"data\":{\"id\":\"p2\",\"price\":10.5,\"currency\":\"EUR\"}}";
    private const string Transaction =
        "{\"schema\":\"" + Commerce + "/transaction/jsonschema/1-0-0\",\"data\":{\"transaction_id\":\"o-9\",\"revenue\":59.5,\"currency\":\"EUR\",\"payment_method\":\"card\"}}";
    private const string Session =
        "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/client_session/jsonschema/1-0-2\",\"data\":{\"userId\":\"v-1\",\"sessionId\":\"s-1\"}}";

    [Fact]
    public void A_page_view_fills_its_columns_and_keeps_the_rest()
    {
        var decoded = Snowplow(Payload(
            """
            "e":"pv","eid":"e-1","dtm":"1772366395250","stm":"1772366399000","uid":"u","duid":"d","nuid":"n","sid":"s","url":"https://shop/","page":"Shop","refr":"https://r/",
            "ua":"Agent/1","ip":"198.51.100.4","aid":"shop","p":"web","tv":"js-4","res":"800x600","own":"x","empty":""
            """)).Only();
        Assert.Equal("2026-03-01T11:59:55.250000Z", decoded.Time.ToString());
        Assert.Equal(
            """
            click_id=e-1
            event_type=page_view
            user_id=u
            anonymous_id=d
            session_id=s
            page_url=https://shop/
            referrer_url=https://r/
            ip=198.51.100.4
            user_agent=Agent/1
            m:app_id=shop
            m:network_id=n
            m:own=x
            m:page_title=Shop
            m:platform=web
            m:screen_resolution=800x600
            m:tracker_version=js-4

            """,
            decoded.Texts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_order_of_two_products_has_its_items(bool isPacked)
    {
        var decoded = Snowplow(Payload($"\"e\":\"ue\",\"eid\":\"e\",{Event("transaction", isPacked)},{Contexts(isPacked, Product1, Transaction, Product2, Session)}")).Only();
        Assert.True(decoded.IsPurchase);
        Assert.Equal(59.5m, decoded.Price);
        Assert.Equal(
            """
            click_id=e
            event_type=purchase
            anonymous_id=v-1
            session_id=s-1
            order_id=o-9
            currency=EUR
            m:context.client_session={"userId":"v-1","sessionId":"s-1"}
            m:context.transaction={"transaction_id":"o-9","revenue":59.5,"currency":"EUR","payment_method":"card"}
            m:items=[{"id":"p1","name":"Mug","price":20,"quantity":2,"currency":"EUR"},{"id":"p2","price":10.5,"currency":"EUR"}]
            m:name=n
            m:schema=snowplow_ecommerce_action
            m:type=transaction

            """,
            decoded.Texts);
    }

    [Theory]
    [InlineData("add_to_cart", "add_to_cart")]
    [InlineData("product_view", "view")]
    [InlineData("checkout_step", "checkout")]
    [InlineData("list_click", "list_click")]
    public void An_action_on_one_product_names_it_and_its_price(string action, string type)
    {
        var decoded = Snowplow(Payload($"\"e\":\"ue\",\"eid\":\"e\",{Event(action, true)},{Contexts(true, Product1)}")).Only();
        Assert.StartsWith($"click_id=e\nevent_type={type}\nproduct_id=p1\ncurrency=EUR\nm:context.product={{\"id\":\"p1\"", decoded.Texts, StringComparison.Ordinal);
        Assert.Equal((20m, 2L), (decoded.Price, decoded.Quantity));
    }

    [Fact]
    public void The_older_transactions_are_an_order_and_items()
    {
        var lines = Snowplow(Payload(
            "\"e\":\"tr\",\"eid\":\"1\",\"tr_id\":\"o\",\"tr_tt\":\"30.5\",\"tr_cu\":\"eur\",\"tr_ci\":\"Bonn\"",
            "\"e\":\"ti\",\"eid\":\"2\",\"ti_id\":\"o\",\"ti_sk\":\"p\",\"ti_pr\":\"15.25\",\"ti_qu\":\"2\",\"ti_cu\":\"eur\",\"ti_nm\":\"Mug\""));
        var order = lines.Event(0);
        var item = lines.Event(1);
        Assert.Equal("click_id=1\nevent_type=purchase\norder_id=o\ncurrency=EUR\nm:order_city=Bonn\n", order.Texts);
        Assert.Equal(30.5m, order.Price);
        Assert.Equal("click_id=2\nevent_type=transaction_item\nproduct_id=p\norder_id=o\ncurrency=EUR\nm:item_name=Mug\n", item.Texts);
        Assert.Equal((15.25m, 2L), (item.Price, item.Quantity));
    }

    [Fact]
    public void Structured_events_pings_and_schemas_of_others_have_their_names()
    {
        var own = Convert.ToBase64String(Encoding.UTF8.GetBytes(
            """{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.acme/signed_up/jsonschema/1-0-0","data":{"plan":"pro??>"}}}"""));
        var lines = Snowplow(Payload(
            "\"e\":\"se\",\"eid\":\"1\",\"se_ca\":\"video\",\"se_ac\":\"Play Pause\",\"se_va\":\"3\"",
            "\"e\":\"pp\",\"eid\":\"2\"",
            $"\"e\":\"ue\",\"eid\":\"3\",\"ue_px\":\"{own}\""));
        Assert.Equal(
            [
                "click_id=1\nevent_type=play_pause\nm:se_category=video\nm:se_value=3\n", "click_id=2\nevent_type=page_ping\n",
                "click_id=3\nevent_type=signed_up\nm:plan=pro??>\nm:schema=signed_up\n",
            ],
            Enumerable.Range(0, 3).Select(i => lines.Event(i).Texts));
    }

    [Fact]
    public void Two_contexts_of_one_name_are_both_kept()
    {
        const string one = "{\"schema\":\"iglu:com.acme/tag/jsonschema/1-0-0\",\"data\":{\"n\":1}}";
        var decoded = Snowplow(Payload($"\"e\":\"pv\",\"eid\":\"1\",{Contexts(true, one, one.Replace("1}", "2}", StringComparison.Ordinal))}")).Only();
        Assert.EndsWith("m:context.tag={\"n\":1}\nm:context.tag.2={\"n\":2}\n", decoded.Texts, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_of_the_device_is_corrected_and_what_it_said_is_kept()
    {
        var decoded = Snowplow(Payload("\"e\":\"pv\",\"eid\":\"1\",\"dtm\":\"86400000\",\"stm\":\"86460000\"")).Only();
        Assert.Equal("2026-03-01T11:59:00.000000Z", decoded.Time.ToString());
        Assert.EndsWith("m:device_timestamp=86400000\n", decoded.Texts, StringComparison.Ordinal);
        Assert.Equal("2020-01-01T00:00:00.000000Z", Snowplow(Payload("\"e\":\"pv\",\"dtm\":\"1\",\"ttm\":\"1577836800000\"")).Only().Time.ToString());
        Assert.Equal("2026-03-01T12:00:00.000000Z", Snowplow(Payload("\"e\":\"pv\"")).Only().Time.ToString());
    }

    [Fact]
    public void The_pixel_says_the_same_in_its_address()
    {
        var sink = new RecordingSink();
        var packed = Convert.ToBase64String(Encoding.UTF8.GetBytes(Action.Replace("TYPE", "add_to_cart", StringComparison.Ordinal)));
        var query = $"e=ue&eid=e-1&aid=shop&key=k&url=https%3A%2F%2Fshop%2F%3Fq%3Dg%C3%BCn%22&page=Caf%C3%A9+100%25%&ue_px={Uri.EscapeDataString(packed)}&&flag";
        Assert.Equal(RejectionReason.None, Refusal(new SnowplowFormat(), SnowplowFormat.PixelPath, default, sink, query));
        Assert.Equal(
            "click_id=e-1\nevent_type=add_to_cart\npage_url=https://shop/?q=gün\"\nm:app_id=shop\nm:name=n\nm:page_title=Café 100%%\nm:schema=snowplow_ecommerce_action\nm:type=add_to_cart\n",
            sink.Only().Texts);
        Assert.Equal(RejectionReason.InvalidText, Refusal(new SnowplowFormat(), SnowplowFormat.PixelPath, default, sink, "e=pv&page=\ud800"));
    }

    [Fact]
    public void The_application_of_the_first_event_is_the_key()
    {
        Assert.Equal("shop", new SnowplowFormat().FindWriteKey(Encoding.UTF8.GetBytes(Payload("\"e\":\"pv\",\"aid\":\"shop\"", "\"aid\":\"other\"")), ""));
        Assert.Equal("shop", new SnowplowFormat().FindWriteKey(default, "e=pv&aid=shop"));
        Assert.Null(new SnowplowFormat().FindWriteKey("{\"data\":[]}"u8, ""));
        Assert.Null(new SnowplowFormat().FindWriteKey("{\"data\":7}"u8, ""));
    }

    [Theory]
    [InlineData("\"e\":\"zz\"", RejectionReason.MissingType)]
    [InlineData("\"p\":\"web\"", RejectionReason.MissingType)]
    [InlineData("\"e\":\"se\",\"se_ca\":\"x\"", RejectionReason.MissingType)]
    [InlineData("\"e\":\"ue\"", RejectionReason.MissingType)]
    [InlineData("\"e\":\"ue\",\"ue_px\":\"%%%\"", RejectionReason.MalformedJson)]
    [InlineData("\"e\":\"ue\",\"ue_pr\":\"{\\\"schema\\\":1}\"", RejectionReason.MalformedJson)]
    [InlineData("\"e\":\"pv\",\"co\":\"[]\"", RejectionReason.MalformedJson)]
    [InlineData("\"e\":\"pv\",\"dtm\":\"soon\"", RejectionReason.InvalidTime)]
    [InlineData("\"e\":\"pv\",\"dtm\":\"86400000\"", RejectionReason.InvalidTime)]
    [InlineData("\"e\":\"pv\",\"page\":\"\\udc00\"", RejectionReason.InvalidText)]
    public void What_cannot_be_read_is_refused_with_its_reason(string fields, RejectionReason refusal) => Assert.Equal(refusal, Snowplow(Payload(fields)).Refusal());

    [Fact]
    public void Depth_and_number_of_packed_contexts_are_limited()
    {
        var deep = "{\"schema\":\"iglu:a/b/c/1\",\"data\":" + new string('[', 500) + new string(']', 500) + "}";
        Assert.Equal(RejectionReason.MalformedJson, Snowplow(Payload($"\"e\":\"pv\",{Contexts(true, deep)}")).Refusal());
        const string tag = "{\"schema\":\"iglu:com.acme/tag/jsonschema/1-0-0\",\"data\":{\"n\":1}}";
        Assert.Single(Snowplow(Payload($"\"e\":\"pv\",{Contexts(true, [.. Enumerable.Repeat(tag, 256)])}")).Lines);
        Assert.Equal(RejectionReason.MalformedJson, Snowplow(Payload($"\"e\":\"pv\",{Contexts(true, [.. Enumerable.Repeat(tag, 257)])}")).Refusal());
    }

    [Theory]
    [InlineData("{}", RejectionReason.MalformedJson)]
    [InlineData("{\"data\":{}}", RejectionReason.MalformedJson)]
    [InlineData("[{\"e\":\"pv\"}]", RejectionReason.NotAnObject)]
    public void A_body_of_another_form_is_refused_whole(string body, RejectionReason reason) =>
        Assert.Equal(reason, Refusal(new SnowplowFormat(), SnowplowFormat.PostPath, Encoding.UTF8.GetBytes(body), new RecordingSink()));

    private static string Payload(params string[] events) =>
        $$"""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{{string.Join(',', events.Select(fields => $"{{{fields}}}"))}}]}""";

    private static string Event(string type, bool isPacked) => Packed("ue_px", "ue_pr", Action.Replace("TYPE", type, StringComparison.Ordinal), isPacked);

    private static string Contexts(bool isPacked, params string[] contexts) => Packed(
        "cx", "co", $"{{\"schema\":\"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1\",\"data\":[{string.Join(',', contexts)}]}}", isPacked);

    private static string Packed(string packedName, string plainName, string json, bool isPacked) => isPacked
        ? $"\"{packedName}\":\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}\""
        : $"\"{plainName}\":{System.Text.Json.JsonSerializer.Serialize(json)}";
}
