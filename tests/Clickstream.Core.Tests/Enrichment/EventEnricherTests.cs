using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Enrichment.Geo;
using Clickstream.Core.Enrichment.Urls;
using Clickstream.Core.Events;
using Clickstream.Core.Privacy;
using Clickstream.Core.Tests.Decoding;

namespace Clickstream.Core.Tests.Enrichment;

public sealed class EventEnricherTests
{
    private const string Time = "\"event_type\":\"view\",\"timestamp\":\"2026-03-01T10:00:00Z\"";
    private const string Edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0";
    private const string Robot = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)";

    private static readonly EnrichmentOptions All = new()
    {
        Devices = true,
        Bots = true,
        Campaigns = true,
        Referrers = true,
        Geo = Geo(() => { }),
        Parameters = new UrlParameters(new Dictionary<string, UrlParameterRule> { ["email"] = UrlParameterRule.Drop, ["utm_term"] = UrlParameterRule.Drop }, default),
    };

    [Fact]
    public void Nothing_is_added_by_default() =>
        Assert.DoesNotContain("device_type=", Decode($$"""{{{Time}},"user_agent":"{{Edge}}"}""", EnrichmentOptions.None).Texts, StringComparison.Ordinal);

    [Fact]
    public void The_user_agent_fills_columns_that_are_empty()
    {
        var read = Decode($$"""{{{Time}},"user_agent":"{{Edge}}","os":"","browser":null}""", All);
        Assert.Contains("device_type=desktop\nos=Windows\nbrowser=Edge\n", read.Texts, StringComparison.Ordinal);
        Assert.False(read.IsBot);
    }

    [Fact]
    public void What_an_event_says_is_never_changed()
    {
        var read = Decode($$"""{{{Time}},"user_agent":"{{Robot}}","device_type":"fridge","os":"Plan 9","browser":"Mothra","is_bot":false}""", All);
        Assert.Contains("device_type=fridge\nos=Plan 9\nbrowser=Mothra\n", read.Texts, StringComparison.Ordinal);
        Assert.DoesNotContain("bot_reason", read.Texts, StringComparison.Ordinal);
        Assert.False(read.IsBot);
    }

    [Theory]
    [InlineData("\"user_agent\":\"" + Robot + "\"", true, "user_agent")]
    [InlineData("\"is_bot\":true", true, "declared")]
    [InlineData("\"is_bot\":true,\"bot_reason\":\"rate\"", true, "rate")]
    [InlineData("\"page\":\"/\"", null, null)]
    public void A_bot_has_a_reason(string says, bool? isBot, string? reason)
    {
        var read = Decode($"{{{Time},{says}}}", All);
        Assert.Equal(isBot, read.IsBot);
        Assert.Equal(reason is null ? [] : [$"m:bot_reason={reason}"], read.Texts.Split('\n').Where(line => line.StartsWith("m:bot_reason", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_switch_changes_the_click_id()
    {
        var input = $$"""{{{Time}},"user_agent":"{{Robot}}","zone":"a","alpha":"b"}""";
        Assert.Equal(Decode(input, EnrichmentOptions.None).ClickKey, Decode(input, All).ClickKey);
    }

    [Fact]
    public void What_is_added_comes_back_from_the_landing_zone_in_its_place()
    {
        var batch = new EventBatch();
        var decoder = new EventDecoder(DecoderOptions.Default with { Enrichment = All });
        foreach (var input in new[] { $$"""{{{Time}},"user_agent":"{{Robot}}","zone":"a","alpha":"b"}""", $$"""{{{Time}},"user_agent":"{{Edge}}","c":"d"}""" })
        {
            Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(input), batch));
        }

        Assert.Equal(["alpha", "bot_reason", "zone"], batch.MetadataOf(batch.Rows[0]).ToArray().Select(entry => batch.GetString(entry.Key)!));
        Assert.Equal(["c"], batch.MetadataOf(batch.Rows[1]).ToArray().Select(entry => batch.GetString(entry.Key)!));
        foreach (var row in batch.Rows.ToArray())
        {
            Assert.Equal(Decoded.Of(batch, in row), Decoded.From(Decoded.Line(batch, in row, null), DecoderOptions.Landing));
        }
    }

    [Theory]
    [InlineData("\"ip\":\"81.2.69.142\"", "country=GB\nip=81.2.69.142\nm:region=GB-ENG\n")]
    [InlineData("\"ip\":\"81.2.69.142\",\"country\":\"gb\"", "country=gb\nip=81.2.69.142\nm:region=GB-ENG\n")]
    [InlineData("\"ip\":\"81.2.69.142\",\"country\":\"FR\"", "country=FR\nip=81.2.69.142\n")]
    [InlineData("\"ip\":\"81.2.69.142\",\"region\":\"GB-SCT\"", "country=GB\nip=81.2.69.142\nm:region=GB-SCT\n")]
    [InlineData("\"ip\":\"10.0.0.1\"", "ip=10.0.0.1\n")]
    [InlineData("\"ip\":\"somewhere\"", "ip=somewhere\n")]
    public void The_address_gives_country_and_region(string says, string expected)
    {
        var read = Decode($"{{{Time},{says}}}", All).Texts;
        Assert.Equal(expected, read[(read.IndexOf("event_type=view\n", StringComparison.Ordinal) + "event_type=view\n".Length)..]);
    }

    [Fact]
    public void The_address_is_looked_up_before_it_is_cut()
    {
        var options = DecoderOptions.Default with { Enrichment = All, Addresses = AddressPolicy.Drop };
        var read = Decoded.From(Encoding.UTF8.GetBytes($$"""{{{Time}},"ip":"81.2.69.142"}"""), options);
        Assert.Contains("country=GB\nm:region=GB-ENG\n", read.Texts, StringComparison.Ordinal);
        Assert.DoesNotContain("ip=", read.Texts, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_usable_file_events_pass_and_are_counted_and_damage_is_told_once()
    {
        var none = new GeoSource(null, () => Assert.Fail("Nothing was read."));
        var told = 0;
        var bytes = new GeoFile(4, 24).Add("81.2.69.0/24", GeoFile.City("GB")).ToBytes();
        bytes[bytes.AsSpan().IndexOf("iso_code"u8) - 1] = 0xFF; // The key is longer than the file.
        var damaged = new GeoSource(GeoDatabase.TryOpen(bytes, out _), () => told++);
        foreach (var source in new[] { none, damaged })
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.DoesNotContain("country", Decode($$"""{{{Time}},"ip":"81.2.69.142"}""", new EnrichmentOptions { Geo = source }).Texts, StringComparison.Ordinal);
            }

            Decode($$"""{{{Time}},"user_id":"1"}""", new EnrichmentOptions { Geo = source });
            Assert.Equal(3, source.Failures);
        }

        Assert.Equal(1, told);
    }

    [Fact]
    public void The_page_gives_the_campaign_and_the_class_of_the_referrer_and_loses_what_is_not_to_be_stored()
    {
        const string Page = "https://shop.example/p?utm_source=news%20letter&email=a%40b.example&UTM_Medium=mail+list&utm_term=secret&utm_campaign=&utm_id=%ff#utm_content=top";
        var read = Decode($$"""{{{Time}},"page_url":"{{Page}}","referrer_url":"https://www.google.com/?email=x","utm_medium":"own","note":["/x?a=1&email=y"]}""", All).Texts;
        Assert.Contains("page_url=https://shop.example/p?utm_source=news%20letter&UTM_Medium=mail+list&utm_campaign=&utm_id=%ff#utm_content=top\n", read, StringComparison.Ordinal);
        Assert.Contains("referrer_url=https://www.google.com/\n", read, StringComparison.Ordinal);
        Assert.EndsWith(
            "m:note=[\"/x?a=1\"]\nm:referrer_class=search\nm:utm_content=top\nm:utm_medium=own\nm:utm_source=news letter\nm:utm_term=secret\n", read, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_an_event_may_hold_stops_it()
    {
        var random = new Random(11);
        var decoder = new EventDecoder(DecoderOptions.Default with { Enrichment = All });
        string[] bits = ["http://", "google.", "?utm_source=", "&", "#", "%", "=", "%e4", "81.2.69.142", "bot", "Chrome/", "\\u0000", "\\\"", "email=x", "@", "[", ":", ".", new string('a', 300)];
        for (var round = 0; round < 20_000; round++)
        {
            string Some() => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => bits[random.Next(bits.Length)]));
            var batch = new EventBatch();
            var input = $$"""{{{Time}},"page_url":"{{Some()}}","referrer_url":"{{Some()}}","user_agent":"{{Some()}}","ip":"{{Some()}}","x":"{{Some()}}"}""";
            Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(input), batch));
            var row = batch.Rows[0];
            var keys = batch.MetadataOf(in row).ToArray().Select(entry => batch.GetString(entry.Key)).ToList();
            Assert.Equal(keys.Distinct().Order(StringComparer.Ordinal), keys);
            if (round % 10 == 0)
            {
                Assert.Equal(Decoded.Of(batch, in row), Decoded.From(Decoded.Line(batch, in row, new Core.Streams.ShardId("s")), DecoderOptions.Landing));
            }
        }
    }

    private static GeoSource Geo(Action damaged) =>
        new(GeoDatabase.TryOpen(new GeoFile(6, 28).Add("81.2.69.0/24", GeoFile.City("GB", "ENG")).ToBytes(), out _), damaged);

    private static Decoded Decode(string input, EnrichmentOptions options) =>
        Decoded.From(Encoding.UTF8.GetBytes(input), DecoderOptions.Default with { Enrichment = options });
}
