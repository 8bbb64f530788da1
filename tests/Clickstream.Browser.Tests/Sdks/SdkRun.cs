using System.Diagnostics;
using System.Text.Json;
using Clickstream.Emulators;

namespace Clickstream.Browser.Tests.Sdks;

/// <summary>
/// One collector, to which all libraries send over a network that loses their first answers; then one worker and one compaction. Tests look at what arrived.
/// </summary>
public sealed class SdkRun : IAsyncLifetime
{
    private BrowserVisits? _visits;

    /// <summary>What is missing on this machine; null if the run was made.</summary>
    public static string? Missing => Chromium.Path is null ? "Chromium is not installed; on Debian: apt-get install chromium." : Prerequisites.Node.Value;

    /// <summary>The rows of <c>fact_clicks</c>.</summary>
    public IReadOnlyList<JsonElement> Clicks { get; private set; } = [];

    /// <summary>The rows of <c>fact_order_items</c>.</summary>
    public IReadOnlyList<JsonElement> Items { get; private set; } = [];

    /// <summary>The orders of the alerts.</summary>
    public IReadOnlyList<string> Alerts { get; private set; } = [];

    /// <summary>What the collector said at its end.</summary>
    public JsonElement Collected { get; private set; }

    /// <summary>What the worker said at its end.</summary>
    public JsonElement Worked { get; private set; }

    /// <summary>Answers that were lost on the way.</summary>
    public int Lost { get; private set; }

    /// <summary>What browsers did and saw.</summary>
    internal BrowserVisits Visits => _visits ?? throw new InvalidOperationException("The run was not made: " + Missing);

    public async Task InitializeAsync()
    {
        if (Missing is null)
        {
            await RunAsync();
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task RunAsync()
    {
        using var folder = new DataFolder();
        using var collector = ClickstreamProcess.Start("collect", "--port", "0", "--data", folder.Path, "--json");
        var address = new Uri((await collector.WaitForMessageAsync("Collector:")).Split(' ')[0]);
        var element = await collector.WaitForMessageAsync("In a page:");
        await using (var shop = await ShopServer.StartAsync())
        await using (var network = await LossyProxy.StartAsync(address))
        {
            var fixture = new BrowserFixture();
            await fixture.InitializeAsync();
            var browsing = BrowserVisits.MakeAsync(fixture.Browser, shop, network, element);
            await Task.WhenAll(browsing, RunNodeAsync(network.Url));
            (_visits, Lost) = (await browsing, network.Lost);
            await fixture.DisposeAsync();
        }

        collector.Terminate();
        await collector.WaitForExitAsync();
        Assert.True(collector.ExitCode == 0, collector.Transcript);
        Collected = await collector.WaitForJsonAsync();
        Worked = await ClickstreamProcess.RunAsync(0, "stream", "--until-idle", "--port", "0", "--data", folder.Path, "--json");
        await ClickstreamProcess.RunAsync(0, "compact", "--once", "--data", folder.Path, "--json");
        Clicks = await QueryAsync(folder, "select * from fact_clicks");
        Items = await QueryAsync(folder, "select * from fact_order_items order by order_id, line");
        Alerts = [.. (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "alerts.jsonl"))).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("order").GetString()!)];
    }

    private static async Task<IReadOnlyList<JsonElement>> QueryAsync(DataFolder folder, string sql)
    {
        var answer = await ClickstreamProcess.RunAsync(0, "query", sql, "--data", folder.Path, "--json");
        return [.. answer.EnumerateArray()];
    }

    private static async Task RunNodeAsync(Uri url)
    {
        var script = Checkout.PathOf("tests", "Clickstream.Emulators", "clients", "node-sdks.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, url.ToString().TrimEnd('/')]) { RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var errors = await node.StandardError.ReadToEndAsync(patience.Token);
        await node.WaitForExitAsync(patience.Token);
        Assert.True(node.ExitCode == 0, errors);
    }
}
