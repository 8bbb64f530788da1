using System.Globalization;
using Clickstream.Bench.Measuring;
using Clickstream.Browser.Tests;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using Clickstream.Stream.Live;
using Clickstream.Stream.Worker;
using Microsoft.Playwright;

namespace Clickstream.Bench.Watching;

/// <summary>The page with a week of minutes, beside the week before, in a headless Chromium; and an empty page in the same browser.</summary>
internal static class BrowserWork
{
    public const string Name = "live-browser";

    /// <summary>From the start of the navigation until the week is drawn.</summary>
    public const string Opened = "opened_ms";

    /// <summary>What the page's scripts hold.</summary>
    public const string Heap = "heap_mb";

    /// <summary>Memory of the browser's process of the page that no other process shares.</summary>
    public const string Private = "private_mb";

    /// <summary>The same with an empty page.</summary>
    public const string PrivateEmpty = "private_empty_mb";

    /// <summary>Arguments: data folder with the minutes.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var path = Chromium.Path ?? throw new MissingException("Chromium is not installed: 'apt-get install chromium'.");
        var time = TimeProvider.System;
        using var feed = new WorkerFeed();
        await using var view = LiveView.Start(new LiveSources { Feed = feed, Store = new FolderObjectStore(LocalDataFolder.Open(args[0]), time) }, time);
        await view.RefreshAsync(default);
        await using var server = await LiveServer.StartAsync(new LiveOptions { Address = LiveAddress.Default with { Port = 0 } }, view, null, time, default);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--headless", "--no-sandbox", "--disable-gpu"] });
        var figures = new Dictionary<string, double>();
        await using (var empty = await browser.NewContextAsync())
        {
            await (await empty.NewPageAsync()).GotoAsync(new Uri(server.Address.Url, "healthz").ToString());
            figures[PrivateEmpty] = PrivateMegabytes();
        }

        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(server.Address.Url, "?range=10080&compare=week").ToString());
        var drawn = await page.WaitForFunctionAsync(
            "() => document.querySelector('#readout').textContent.includes('15 min') && document.querySelector('#change-week').textContent.includes('%') && performance.now()");
        figures[Opened] = await drawn.JsonValueAsync<double>();
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        figures[Heap] = await page.EvaluateAsync<double>("performance.memory.usedJSHeapSize") / 1e6;
        figures[Private] = PrivateMegabytes();
        return Usage.OfThisProcess(figures);
    }

    /// <summary>Of the greatest process that renders a page; the browser keeps a small spare one.</summary>
    private static double PrivateMegabytes() =>
        Directory.EnumerateDirectories("/proc").Where(IsRenderer).Select(PrivateMegabytes).DefaultIfEmpty().Max();

    private static bool IsRenderer(string process)
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _)
                && File.ReadAllText(Path.Combine(process, "cmdline")) is { } command && command.Contains("chrom", StringComparison.Ordinal)
                && command.Contains("--type=renderer", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It has ended meanwhile.
        }
    }

    private static double PrivateMegabytes(string process) => File.ReadLines(Path.Combine(process, "smaps_rollup"))
        .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) / 1000;
}
