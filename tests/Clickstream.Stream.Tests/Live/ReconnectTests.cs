using System.Text.Json;
using Xunit.Abstractions;

namespace Clickstream.Stream.Tests.Live;

public sealed class ReconnectTests(ITestOutputHelper output)
{
    private const int Steps = 120;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Whatever_breaks_the_connection_a_page_ends_with_each_minute_and_alert_once(int seed)
    {
        seed = seed == 0 ? Environment.TickCount : seed;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var host = await LiveHost.StartAsync();
        var page = new Page();
        EventReader? events = null;
        for (var step = 0; step < Steps; step++)
        {
            for (var change = random.Next(4); change > 0; change--)
            {
                host.Feed.Publish(Rows.Minute(random.Next(-20, 20), random.Next(3), 2 + random.Next(100), through: step + 1));
            }

            if (random.Next(3) == 0)
            {
                host.Feed.Publish(Rows.Alert(random.Next(60))); // Some come again.
            }

            await host.View.RefreshAsync(CancellationToken.None);
            if (random.Next(4) == 0)
            {
                events?.Dispose(); // Cut in the midst of what is under way.
                events = null;
            }
            else if (events is null)
            {
                // A page that was told an id goes on from it; one that was reloaded, or kept an id of another process, begins anew.
                var id = random.Next(5) switch { 0 => null, 1 => "another-12", _ => page.Id };
                events = await EventReader.OpenAsync(host.Client, id);
                page.Take((await events.NextAsync("snapshot", "delta"))!.Value);
            }
            else if (page.Version < host.View.Board.Read(0).Version)
            {
                page.Take((await events.NextAsync("snapshot", "delta"))!.Value);
            }
        }

        events?.Dispose();
        using var last = await EventReader.OpenAsync(host.Client, page.Id);
        page.Take((await last.NextAsync("snapshot", "delta"))!.Value);
        var truth = await host.StateAsync();

        Assert.Equal(
            truth.GetProperty("minutes").EnumerateArray().ToDictionary(minute => minute.GetProperty("minute").GetInt32(), minute => minute.GetRawText()),
            page.Minutes);
        Assert.Equal(truth.GetProperty("totals").GetRawText(), page.Totals);
        Assert.Equal(truth.GetProperty("totals").GetProperty("alerts").GetInt64(), page.Alerts.Count);
    }

    /// <summary>What a page does with events, by the contract: values replace, alerts are known by their id.</summary>
    private sealed class Page
    {
        public string? Id { get; private set; }

        public long Version { get; private set; }

        public Dictionary<int, string> Minutes { get; } = [];

        public HashSet<string> Alerts { get; } = [];

        public string? Totals { get; private set; }

        public void Take((string Id, string Name, JsonElement Data) update)
        {
            Id = update.Id;
            Version = update.Data.GetProperty("version").GetInt64();
            if (update.Name == "snapshot")
            {
                Minutes.Clear();
            }

            foreach (var minute in Of(update.Data, "minutes"))
            {
                Minutes[minute.GetProperty("minute").GetInt32()] = minute.GetRawText();
            }

            foreach (var alert in Of(update.Data, "alerts"))
            {
                Alerts.Add(alert.GetProperty("id").GetString()!);
            }

            Totals = update.Data.TryGetProperty("totals", out var totals) ? totals.GetRawText() : Totals;
        }

        private static IEnumerable<JsonElement> Of(JsonElement data, string name) =>
            data.TryGetProperty(name, out var list) ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();
    }
}
