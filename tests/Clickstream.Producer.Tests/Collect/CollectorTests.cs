using System.IO.Compression;
using System.Net;
using System.Text;
using Clickstream.Producer.Collect;

namespace Clickstream.Producer.Tests.Collect;

public sealed class CollectorTests
{
    [Fact]
    public async Task What_is_answered_with_200_is_in_the_stream_with_its_time_id_and_sender()
    {
        await using var host = await CollectHost.StartAsync();
        var response = await host.PostAsync("""{"eventName":"View","userId":"u1","ts":1764000000,"page":{"url":"https://shop.example/a"}}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, (await CollectHost.JsonAsync(response)).GetProperty("accepted").GetInt32());

        var summary = await host.DrainAsync();
        Assert.Equal((1, 0, 1, 0), (summary.Accepted, summary.Refused, summary.Put, summary.Waiting));
        var stored = Assert.Single(await host.StoredAsync());
        Assert.Equal("u1", stored.Key);
        Assert.StartsWith($"{host.Collector.Producer}/", stored.Origin, StringComparison.Ordinal);
        var found = Assert.Single(await host.EventsAsync());
        Assert.Equal("view", found.GetProperty("event_type").GetString());
        Assert.Equal("2025-11-24T16:00:00.000000Z", found.GetProperty("event_timestamp").GetString());
        Assert.Equal("127.0.0.1", found.GetProperty("ip").GetString());
        Assert.Equal(32, found.GetProperty("click_id").GetString()!.Length);
        Assert.True(found.TryGetProperty("received_timestamp", out _));
        var ledger = await host.LedgerAsync();
        Assert.Equal((1, 1, true), (ledger.Read, ledger.Put, ledger.Complete));
    }

    [Theory]
    [InlineData("""[{"type":"a"},{"type":"b"}]""")]
    [InlineData("{\"type\":\"a\"}\n{\"type\":\"b\"}\n")]
    [InlineData("""{"type":"a"} {"type":"b"}""")]
    public async Task One_object_lines_and_an_array_are_taken_plain_or_compressed(string body)
    {
        await using var host = await CollectHost.StartAsync();
        var plain = Encoding.UTF8.GetBytes(body);
        using var zstd = new ZstdSharp.Compressor();
        foreach (var (bytes, encoding) in new[] { (plain, null), (Gzip(plain), "gzip"), (zstd.Wrap(plain).ToArray(), "zstd") })
        {
            var response = await host.PostAsync(bytes, encoding);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(2, (await CollectHost.JsonAsync(response)).GetProperty("accepted").GetInt32());
        }

        await host.DrainAsync();
        var types = (await host.EventsAsync()).Select(found => found.GetProperty("event_type").GetString()).Order();
        Assert.Equal(["a", "a", "a", "b", "b", "b"], types);
    }

    [Fact]
    public async Task A_pixel_is_an_event_of_its_query_and_is_answered_with_43_bytes()
    {
        await using var host = await CollectHost.StartAsync();
        var response = await host.GetAsync("/pixel.gif?event_type=view&page_url=https%3A%2F%2Fa.example%2F%C3%A4&campaign=a+b&click_id=px");
        Assert.Equal("image/gif", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(43, (await response.Content.ReadAsByteArrayAsync()).Length);
        await host.DrainAsync();
        var found = Assert.Single(await host.EventsAsync());
        Assert.Equal("https://a.example/ä", found.GetProperty("page_url").GetString());
        Assert.Equal("px", found.GetProperty("click_id").GetString());
        Assert.Equal("a b", found.GetProperty("metadata").GetProperty("campaign").GetString());
    }

    [Fact]
    public async Task An_item_that_is_no_event_is_refused_with_its_reason_and_the_others_are_taken()
    {
        await using var host = await CollectHost.StartAsync();
        var response = await host.PostAsync("""[{"type":"a"},{"x":1},7,{"type":"b","ts":"1234-01-01"},{"type":"c","price":-1}]""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await CollectHost.JsonAsync(response);
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        var refusals = answer.GetProperty("refusals").EnumerateArray()
            .Select(refusal => $"{refusal.GetProperty("item")} {refusal.GetProperty("reason")}");
        Assert.Equal(["1 missing_type", "2 not_an_object", "3 absurd_time", "4 negative_amount"], refusals);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.PostAsync("""{"x":1}""")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.PostAsync(" ")).StatusCode);
        Assert.Equal(1, (await host.DrainAsync()).Put);
    }

    [Fact]
    public async Task Events_are_taken_while_the_stream_is_away_and_go_there_in_order_when_it_is_back()
    {
        await using var host = await CollectHost.StartAsync(isAway: true);
        const int events = 300;
        for (var i = 0; i < events; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.PostAsync($$"""{"type":"view","user_id":"u","click_id":"c{{i:D4}}"}""")).StatusCode);
        }

        Assert.Equal(events, host.Collector.Progress.Waiting);
        await host.RestartAsync(); // The spool outlives the process.
        host.Stream.IsAway = false;
        Assert.Equal((events, 0), ((await host.DrainAsync()).Put, host.Collector.Progress.Waiting));
        Assert.Equal(Enumerable.Range(0, events).Select(i => $"c{i:D4}"), (await host.EventsAsync()).Select(found => found.GetProperty("click_id").GetString()));
        Assert.Empty(Directory.EnumerateFiles(host.SpoolFolder, "*.spool"));
    }

    [Fact]
    public async Task A_full_spool_is_answered_with_503_and_takes_events_again_when_it_is_drained()
    {
        await using var host = await CollectHost.StartAsync(options => options with { Spool = CollectHost.SmallSpool(1 << 20) }, isAway: true);
        var body = string.Join('\n', Enumerable.Range(0, 100).Select(i => $$"""{"type":"view","note":"{{new string('x', 500)}}"}"""));
        HttpResponseMessage response;
        var accepted = 0;
        while ((response = await host.PostAsync(body)).StatusCode == HttpStatusCode.OK)
        {
            accepted += 100;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("spool_full", (await CollectHost.JsonAsync(response)).GetProperty("error").GetString());
        Assert.InRange(host.Collector.Progress.SpoolBytes, 1, 1 << 20);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/healthz")).StatusCode);
        host.Stream.IsAway = false;
        await Until(async () => (await host.PostAsync(body)).StatusCode == HttpStatusCode.OK);
        Assert.Equal(accepted + 100, (await host.DrainAsync()).Put);
        Assert.Equal(accepted + 100, (await host.StoredAsync()).Count);
    }

    [Fact]
    public void Elsewhere_than_on_loopback_it_does_not_start_without_keys()
    {
        var options = new CollectOptions { SpoolFolder = "x", Address = new IPEndPoint(IPAddress.Any, 0) };
        Assert.Contains("--keys", Assert.Single(options.Problems()), StringComparison.Ordinal);
    }

    internal static byte[] Gzip(byte[] content)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return to.ToArray();
    }

    /// <summary>Waits for something that happens in its own time; the deadline bounds it.</summary>
    internal static async Task Until(Func<Task<bool>> condition)
    {
        var deadline = DataFolder.Deadline;
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline);
        }
    }
}
