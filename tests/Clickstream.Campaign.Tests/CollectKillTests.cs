using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Xunit.Abstractions;

namespace Clickstream.Campaign.Tests;

/// <summary>
/// Kill -9 of the collector under load, at random, from a seed. Clients do as clients do: what was not answered they send again, or give up. The short
/// version runs with the everyday tests; CLICKSTREAM_CAMPAIGN=long kills 40 times.
/// </summary>
public sealed class CollectKillTests(ITestOutputHelper output)
{
    private const int Senders = 4;
    private const int MostEventsOfRequest = 40;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long";

    private readonly ConcurrentDictionary<string, bool> _answered = new(); // By id; whether it was answered with 200.
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();
    private volatile string? _address;
    private int _refusals;

    [Fact]
    public async Task Every_event_that_was_answered_is_there_once_whenever_the_collector_is_killed()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("CLICKSTREAM_SEED") ?? "20261125", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}");
        using var folder = new DataFolder();
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, Senders).Select(i => Task.Run(() => SendAsync(i, new Random(seed + i), stop.Token))).ToArray();
        try
        {
            await KillAsync(folder.Path, new Random(seed), IsLong ? 40 : 5);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(senders);
        var answered = _answered.Where(entry => entry.Value).Select(entry => entry.Key).ToHashSet();
        output.WriteLine($"{_answered.Count} events sent, {answered.Count} answered with 200, {_refusals} requests had no answer");
        Assert.True(answered.Count > 500 && _refusals > 0, $"{answered.Count} events and {_refusals} failures say nothing.");
        await SettleAsync(folder.Path, answered);
    }

    private async Task KillAsync(string data, Random random, int kills)
    {
        for (var i = 0; i <= kills; i++)
        {
            // A small spool has small segments, so kills come in every state of them.
            using var collector = ClickstreamProcess.Start("collect", "--port", "0", "--spool-size", "2", "--data", data);
            var announced = await collector.WaitForMessageAsync("Collector: ");
            _address = announced.Split(' ')[0];
            // Not a wait for something: the random moment of the kill.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 900)), TimeProvider.System);
            if (i < kills)
            {
                collector.Kill();
                continue;
            }

            collector.Terminate();
            await collector.WaitForExitAsync();
            Assert.True(collector.ExitCode == 0, collector.Transcript);
            _address = null;
        }
    }

    private async Task SendAsync(int sender, Random random, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var request = 0; !cancellationToken.IsCancellationRequested; request++)
        {
            var ids = Enumerable.Range(0, random.Next(1, MostEventsOfRequest)).Select(i => $"{sender}-{request}-{i}").ToList();
            ids.ForEach(id => _answered[id] = false);
            while (!await TrySendAsync(client, sender, ids) && random.Next(4) > 0 && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 100)), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task<bool> TrySendAsync(HttpClient client, int sender, List<string> ids)
    {
        if (_address is not { } address)
        {
            return false;
        }

        var body = new StringBuilder();
        foreach (var id in ids)
        {
            body.Append(CultureInfo.InvariantCulture, $"{{\"event_type\":\"view\",\"click_id\":\"{id}\",\"event_timestamp\":\"{_start:O}\",\"user_id\":\"u{sender}\"}}\n");
        }

        try
        {
            using var content = new StringContent(body.ToString());
            using var response = await client.PostAsync(new Uri(address + "events"), content);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                ids.ForEach(id => _answered[id] = true);
                return true;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            Interlocked.Increment(ref _refusals); // Killed; nobody knows what became of the events.
        }

        return false;
    }

    private async Task SettleAsync(string data, HashSet<string> answered)
    {
        var read = await ClickstreamProcess.RunAsync(0, "stream", "--until-idle", "--port", "0", "--data", data, "--json");
        output.WriteLine(read.ToString());
        await ClickstreamProcess.RunAsync(0, "compact", "--once", "--data", data, "--json");
        await ClickstreamProcess.RunAsync(0, "reconcile", "--data", data, "--json");
        var rows = await ClickstreamProcess.RunAsync(0, "query", "select click_id, count(*) as times from fact_clicks group by 1", "--data", data, "--json");
        var times = rows.EnumerateArray().ToDictionary(row => row.GetProperty("click_id").GetString()!, row => row.GetProperty("times").GetInt64());
        Assert.DoesNotContain(answered, id => !times.ContainsKey(id));
        Assert.All(times, row => Assert.Equal(1, row.Value));
        Assert.DoesNotContain(times.Keys, id => !_answered.ContainsKey(id));
    }
}
