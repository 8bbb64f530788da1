using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Enrichment;
using Clickstream.Core.Events;
using Clickstream.Core.Tests.Decoding;

namespace Clickstream.Core.Tests.Enrichment;

public sealed class EventEnricherTests
{
    private const string Time = "\"event_type\":\"view\",\"timestamp\":\"2026-03-01T10:00:00Z\"";
    private const string Edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0";
    private const string Robot = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)";

    private static readonly EnrichmentOptions All = new() { Devices = true, Bots = true };

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

    private static Decoded Decode(string input, EnrichmentOptions options) =>
        Decoded.From(Encoding.UTF8.GetBytes(input), DecoderOptions.Default with { Enrichment = options });
}
