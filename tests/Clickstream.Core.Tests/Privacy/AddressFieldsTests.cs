using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Privacy;
using Clickstream.Core.Tests.Decoding;

namespace Clickstream.Core.Tests.Privacy;

public sealed class AddressFieldsTests
{
    private const string Start = """{"event_type":"view","event_timestamp":"2026-03-01T10:00:00Z","user_id":"u1",""";

    [Theory]
    [InlineData(AddressPolicy.Keep, "ip=203.0.113.77")]
    [InlineData(AddressPolicy.Truncate, "ip=203.0.113.0")]
    [InlineData(AddressPolicy.Drop, null)]
    public void The_address_of_an_event_is_kept_cut_or_left_out(AddressPolicy policy, string? expected) =>
        Assert.Equal(expected, Line(Decode($$"""{{Start}}"ip":"203.0.113.77"}""", policy), "ip="));

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("clientIp")]
    [InlineData("proxy_ip")]
    [InlineData("remote_addr")]
    public void An_address_in_metadata_goes_by_its_name(string name)
    {
        var json = $$"""{{Start}}"ip":"10.0.0.1","{{name}}":"203.0.113.77, 2001:db8:1:2::9","zip":"12345"}""";
        Assert.Equal($"m:{name}=203.0.113.0, 2001:db8:1::", Line(Decode(json, AddressPolicy.Truncate), $"m:{name}="));
        Assert.Null(Line(Decode(json, AddressPolicy.Drop), $"m:{name}="));
        Assert.Equal("m:zip=12345", Line(Decode(json, AddressPolicy.Drop), "m:zip="));
    }

    [Fact]
    public void An_address_in_an_object_of_metadata_is_cut()
    {
        var json = $$"""{{Start}}"hops":[{"at":"203.0.113.77","ms":4}]}""";
        Assert.Equal("""m:hops=[{"at":"203.0.113.0","ms":4}]""", Line(Decode(json, AddressPolicy.Truncate), "m:hops="));
        Assert.Equal("""m:hops=[{"at":"0.0.0.0","ms":4}]""", Line(Decode(json, AddressPolicy.Drop), "m:hops="));
    }

    [Fact]
    public void What_cannot_be_read_as_an_address_is_not_stored() =>
        Assert.Null(Line(Decode($$"""{{Start}}"ip":"3405803853"}""", AddressPolicy.Truncate), "ip="));

    [Fact]
    public void Two_visitors_of_one_network_remain_two_events_and_one_event_remains_itself()
    {
        var first = Decode($$"""{{Start}}"ip":"203.0.113.77"}""", AddressPolicy.Truncate);
        var second = Decode($$"""{{Start}}"ip":"203.0.113.78"}""", AddressPolicy.Truncate);
        Assert.NotEqual(first.ClickKey, second.ClickKey);
        Assert.Equal(first.ClickKey, Decode($$"""{{Start}}"ip":"203.0.113.77"}""", AddressPolicy.Keep).ClickKey);
        Assert.Equal(first.ClickKey, Decode($$"""{{Start}}"ip":"203.0.113.77"}""", AddressPolicy.Drop).ClickKey);
    }

    [Fact]
    public void Events_of_one_batch_keep_their_own_metadata()
    {
        var decoder = new EventDecoder(DecoderOptions.Default with { Addresses = AddressPolicy.Drop });
        var batch = new EventBatch();
        foreach (var number in Enumerable.Range(0, 100))
        {
            var json = $$"""{{Start}}"a":"{{number}}","client_ip":"10.0.0.1","user_ip":"10.0.0.2","z":"{{number}}"}""";
            Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(json), batch));
        }

        for (var number = 0; number < batch.Count; number++)
        {
            var texts = Decoded.Of(batch, in batch.RowAt(number)).Texts;
            Assert.Contains($"m:a={number}\nm:z={number}\n", texts, StringComparison.Ordinal);
            Assert.DoesNotContain("10.0.0", texts, StringComparison.Ordinal);
        }
    }

    private static Decoded Decode(string json, AddressPolicy policy) =>
        Decoded.From(Encoding.UTF8.GetBytes(json), DecoderOptions.Default with { Addresses = policy });

    private static string? Line(Decoded decoded, string start) =>
        Array.Find(decoded.Texts.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));
}
