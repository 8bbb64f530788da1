using System.Net;
using System.Text;
using Clickstream.Local.Tests.Disks;
using Clickstream.Producer.Tests.Streams;

namespace Clickstream.Producer.Tests.Collect;

/// <summary>Everything behind the collector fails: the stream, the disk, the process.</summary>
public sealed class CollectFaultTests
{
    private const int Visitors = 3;

    // A seeded life: the stream throttles, fails, stores although it says that it failed, and goes away; the collector ends without draining, and starts again.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_stream_does_each_event_is_there_once_by_its_origin_and_in_the_order_of_its_visitor(int seed)
    {
        var random = new Random(seed);
        await using var host = await CollectHost.StartAsync();
        host.Reached = new FaultyStream(host.Stream, seed, 0.3);
        var sent = 0;
        for (var life = 0; life < 4; life++)
        {
            await host.RestartAsync(options => options with { Spool = options.Spool with { SegmentBytes = 1 << 16 } });
            for (var i = 0; i < 15; i++)
            {
                host.Stream.IsAway = random.Next(4) == 0;
                var body = new StringBuilder();
                for (var events = random.Next(1, 40); events > 0; events--)
                {
                    body.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"type":"view","user_id":"u{{random.Next(Visitors)}}","click_id":"{{sent++:D6}}"}""").Append('\n');
                }

                Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(body.ToString())).StatusCode);
            }
        }

        host.Stream.IsAway = false;
        Assert.Equal(0, (await host.DrainAsync()).Waiting);
        var kept = StoredInputs.FirstDeliveries(await host.StoredAsync());
        var ids = kept.Select(input => (input.Key, Id: System.Text.Json.JsonDocument.Parse(input.Data).RootElement.GetProperty("click_id").GetString()!)).ToList();
        Assert.True(sent == ids.Count && sent == ids.Distinct().Count(), $"Seed {seed}: {sent} sent, {ids.Count} kept, {ids.Distinct().Count()} different.");
        Assert.All(ids.GroupBy(entry => entry.Key), visitor => Assert.Equal(visitor.Select(entry => entry.Id).Order(StringComparer.Ordinal), visitor.Select(entry => entry.Id)));
        var ledger = await host.LedgerAsync();
        Assert.Equal((sent, sent, true), (ledger.Read, ledger.Put, ledger.Complete));
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once_and_what_is_in_the_spool_is_put_by_the_next()
    {
        await using var host = await CollectHost.StartAsync(isAway: true);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"type":"view","click_id":"a"}""")).StatusCode);
        using var signals = new CancellationTokenSource();
        var running = host.Collector.RunAsync(null, signals.Token, signals.Token);
        await signals.CancelAsync();
        Assert.Equal(1, (await running).Waiting);

        await host.RestartAsync(options => options with { DrainPatience = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(1, (await host.DrainAsync()).Waiting); // Its patience is over, and the stream is still away.
        host.Stream.IsAway = false;
        await host.RestartAsync();
        Assert.Equal(0, (await host.DrainAsync()).Waiting);
        Assert.Equal("a", Assert.Single(await host.EventsAsync()).GetProperty("click_id").GetString());
    }

    [Fact]
    public async Task Two_collectors_do_not_share_a_spool()
    {
        await using var host = await CollectHost.StartAsync();
        await using var other = await CollectHost.StartAsync();
        var fault = await Assert.ThrowsAsync<IOException>(() => other.RestartAsync(options => options with { SpoolFolder = host.SpoolFolder }));
        Assert.Contains("in use by another collector", fault.Message, StringComparison.Ordinal);
        await other.RestartAsync();
    }

    [DiskFact]
    public async Task On_a_full_disk_it_answers_503_and_what_was_answered_with_200_before_and_after_is_in_the_stream()
    {
        using var disk = new SmallDisk(4);
        await using var host = await CollectHost.StartAsync(options => options with { SpoolFolder = Path.Combine(disk.Path, "spool") }, isAway: true);
        var body = string.Join('\n', Enumerable.Range(0, 200).Select(_ => $$"""{"type":"view","note":"{{new string('x', 300)}}"}"""));
        var accepted = 0;
        HttpResponseMessage response;
        while ((response = await host.PostAsync(body)).StatusCode == HttpStatusCode.OK)
        {
            accepted += 200;
            disk.Fill(1024);
        }

        Assert.Equal("spool_failed", (await CollectHost.JsonAsync(response)).GetProperty("error").GetString());
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.GetAsync("/readyz")).StatusCode);
        disk.Free();
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(body)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/readyz")).StatusCode);
        host.Stream.IsAway = false;
        Assert.Equal(0, (await host.DrainAsync()).Waiting);
        Assert.Equal(accepted + 200, (await host.StoredAsync()).Count);
        await host.StopAsync();
    }
}
