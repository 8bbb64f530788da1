using System.Net;
using System.Text;
using Clickstream.Producer.Collect;
using Clickstream.Producer.Collect.Access;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Producer.Tests.Collect;

public sealed class AccessTests
{
    private const string Old = "old-key-0123456789";
    private const string Current = "new-key-0123456789";

    private const string File = $$"""
        { // Rotated in June.
          "keys": [
            { "name": "shop", "key": "{{Old}}", "not_after": "2026-06-10T00:00:00Z" },
            { "name": "shop", "key": "{{Current}}", "not_before": "2026-06-01T00:00:00Z", "origins": ["https://shop.example"] },
            { "name": "backend", "key": "backend-key-01234567", "server": true, "events_per_second": 10, "burst": 5 },
          ],
        }
        """;

    [Theory]
    [InlineData("2026-05-01", Old, true)]
    [InlineData("2026-05-01", Current, false)]
    [InlineData("2026-06-05", Old, true)]
    [InlineData("2026-06-05", Current, true)]
    [InlineData("2026-06-10", Old, false)]
    [InlineData("2026-06-10", Current, true)]
    [InlineData("2026-06-10", "someone-elses-key-1", false)]
    [InlineData("2026-06-10", "", false)]
    public void A_key_is_valid_in_its_time(string day, string key, bool isValid)
    {
        var table = KeysReader.Read(Encoding.UTF8.GetBytes(File), null, TimeProvider.System);
        Assert.Equal(isValid, table.Find(key, DateTimeOffset.Parse(day + "T00:00:00Z", null)) is not null);
    }

    [Theory]
    [InlineData("""{"keys":[]}""", "no key")]
    [InlineData("""{"keys":[{"name":"a","key":"short"}]}""", "16 to 256")]
    [InlineData("""{"keys":[{"name":"a"}]}""", "either 'key' or 'key_sha256'")]
    [InlineData("""{"keys":[{"name":"a","key":"0123456789abcdef","origins":["shop.example/x"]}]}""", "no origin")]
    [InlineData("""{"keys":[{"name":"a","key":"0123456789abcdef","burst":3}]}""", "burst goes with")]
    [InlineData("""{"keys":[{"name":"a","key":"0123456789abcdef"},{"name":"b","key":"0123456789abcdef"}]}""", "listed twice")]
    [InlineData("""{"keys":[{"name":"a","key":"0123456789abcdef","not_before":"2026-02-01T00:00:00Z","not_after":"2026-01-01T00:00:00Z"}]}""", "never valid")]
    [InlineData("""{"keys":[{"name":"a","kee":"0123456789abcdef"}]}""", "cannot be read: line 1")]
    [InlineData("""{"keys":[{"name":"a","key_sha256":"zz"}]}""", "64 hexadecimal digits")]
    public void What_is_wrong_in_the_file_is_said_without_a_key(string json, string problem)
    {
        var fault = Assert.Throws<CollectException>(() => KeysReader.Read(Encoding.UTF8.GetBytes(json), null, TimeProvider.System));
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_lets_a_burst_pass_and_says_when_more_may_come()
    {
        var time = new FakeTimeProvider();
        var rate = new RateLimit(10, 5, time);
        Assert.Equal(TimeSpan.Zero, rate.Take(5));
        Assert.InRange(rate.Take(1).TotalSeconds, 0.09, 0.11);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(TimeSpan.Zero, rate.Take(1));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.Zero, rate.Take(20)); // More than the burst, and nothing was owed.
        Assert.InRange(rate.Take(1).TotalSeconds, 1.5, 1.7);
    }

    [Theory]
    [InlineData("203.0.113.9", "1.2.3.4", "203.0.113.9")] // A stranger's word is nothing.
    [InlineData("10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4")] // What the client itself claimed is before.
    [InlineData("10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4")]
    [InlineData("::ffff:10.0.0.1", "1.2.3.4:5678", "1.2.3.4")]
    [InlineData("10.0.0.1", "[2001:db8::1]:99", "2001:db8::1")]
    [InlineData("10.0.0.1", "nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    public void The_client_is_the_last_whom_a_trusted_proxy_names(string peer, string forwarded, string client) =>
        Assert.Equal(client, ForwardedAddress.Of(IPAddress.Parse(peer), forwarded, [IPNetwork.Parse("10.0.0.0/8")]).ToString());

    [Fact]
    public async Task Keys_origins_and_rates_are_enforced_and_a_changed_file_is_in_force_without_a_restart()
    {
        var path = Path.GetTempFileName();
        await System.IO.File.WriteAllTextAsync(path, File);
        await using var host = await CollectHost.StartAsync(options => options with { KeysFile = path });
        const string view = """{"type":"view"}""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync(view)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.PostAsync(view, key: "wrong-key-0123456789")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(view, key: Current)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(view, $"/events?key={Current}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync($$"""{"type":"track","event":"e","userId":"u","writeKey":"{{Current}}"}""", "/v1/track")).StatusCode);

        Assert.Equal((HttpStatusCode.OK, "https://shop.example"), await FromAsync(host, "https://shop.example"));
        Assert.Equal((HttpStatusCode.Forbidden, null), await FromAsync(host, "https://evil.example"));

        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("[" + string.Join(',', Enumerable.Repeat(view, 5)) + "]", key: "backend-key-01234567")).StatusCode);
        var fast = await host.PostAsync(view, key: "backend-key-01234567");
        Assert.Equal(HttpStatusCode.TooManyRequests, fast.StatusCode);
        Assert.NotNull(fast.Headers.RetryAfter);

        var keys = KeyFile.Open(path, NullLogger.Instance, TimeProvider.System);
        await System.IO.File.WriteAllTextAsync(path, """{"keys":[{"name":"x","key":"another-key-0123456"}]}""");
        keys.Refresh();
        Assert.NotNull(keys.Table.Find("another-key-0123456", DateTimeOffset.UnixEpoch));
        await System.IO.File.WriteAllTextAsync(path, "broken");
        keys.Refresh();
        Assert.NotNull(keys.Table.Find("another-key-0123456", DateTimeOffset.UnixEpoch));
        System.IO.File.Delete(path);
    }

    [Fact]
    public async Task A_preflight_is_answered_for_pages_that_may_send()
    {
        var path = Path.GetTempFileName();
        await System.IO.File.WriteAllTextAsync(path, $$"""{"keys":[{"name":"shop","key":"{{Current}}","origins":["https://shop.example"]}]}""");
        await using var host = await CollectHost.StartAsync(options => options with { KeysFile = path });
        foreach (var (origin, isAllowed) in new[] { ("https://shop.example", true), ("https://evil.example", false) })
        {
            var request = new HttpRequestMessage(HttpMethod.Options, new Uri(host.Address, "/events"));
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            var response = await host.SendAsync(request);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            Assert.Equal(isAllowed, response.Headers.Contains("Access-Control-Allow-Origin"));
        }

        System.IO.File.Delete(path);
    }

    private static async Task<(HttpStatusCode Status, string? Allowed)> FromAsync(CollectHost host, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "/events")) { Content = new StringContent("""{"type":"view"}""") };
        request.Headers.Add("Origin", origin);
        request.Headers.Add("X-Write-Key", Current);
        var response = await host.SendAsync(request);
        return (response.StatusCode, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }
}
