using Clickstream.Core.Time;
using Clickstream.Stream.Live;
using Microsoft.Playwright;

namespace Clickstream.Browser.Tests;

/// <summary>What a visitor chooses to see: filters, comparisons and ranges show what was published, and an address shows the same again.</summary>
[Collection(BrowserSuite.Name)]
public sealed class EngagementViewTests(BrowserFixture browser)
{
    private const int Day = 1440;
    private static readonly Minute Noon = EventTime.From(new DateTimeOffset(2026, 11, 20, 15, 20, 0, TimeSpan.Zero)).Minute;

    [BrowserFact]
    public async Task A_filter_shows_the_events_of_its_devices_only_and_its_address_shows_the_same_again()
    {
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Play(new Minute(Noon.Number - 80), Noon);
        await using var server = await LiveServers.StartAsync(view);
        await using var page = await LivePage.OpenAsync(browser.Browser, server.Address.Url);
        await page.WaitForPhaseAsync("live");

        await page.Page.ClickAsync("[data-filter=device] summary");
        await page.Page.CheckAsync("[data-filter=device] input[value=mobile]");
        await page.Page.CheckAsync("[data-filter=device] input[value=tablet]");

        var expected = EventsOf(shop, Noon, "mobile", "tablet");
        await page.WaitForTextAsync("#readout", $"{expected:N0} events");
        var hour = Enumerable.Range(Noon.Number - 59, 60).Sum(minute => EventsOf(shop, new Minute(minute), "mobile", "tablet"));
        await page.WaitForValuesSumAsync("#types data", hour);
        Assert.True(await page.Page.IsDisabledAsync("#metric input[value=users]"));
        Assert.Contains("Not kept by", await page.TextAsync("#pages"), StringComparison.Ordinal);

        await using var again = await LivePage.OpenAsync(browser.Browser, new Uri(page.Page.Url));
        await again.WaitForTextAsync("#readout", $"{expected:N0} events");
        await page.Page.ClickAsync("#clear-filters");
        await page.WaitForTextAsync("#readout", $"{EventsOf(shop, Noon, "mobile", "tablet", "desktop"):N0} events");
        Assert.Empty(page.Problems.Concat(again.Problems));
    }

    [BrowserFact]
    public async Task Seven_days_are_shown_beside_the_day_before_and_a_minute_is_read_out_with_what_it_was_yesterday()
    {
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Play(new Minute(Noon.Number - (8 * Day)), Noon);
        await using var server = await LiveServers.StartAsync(view);
        await using var page = await LivePage.OpenAsync(browser.Browser, new Uri(server.Address.Url, "?range=60&compare=day"), width: 1440);
        await page.WaitForPhaseAsync("live");

        var devices = new[] { "mobile", "tablet", "desktop" };
        await page.WaitForTextAsync("#readout", $"yesterday {EventsOf(shop, new Minute(Noon.Number - Day), devices):N0}");
        var now = FinalEvents(shop, Noon.Number - 59, Noon.Number - 2, devices);
        var then = FinalEvents(shop, Noon.Number - 59 - Day, Noon.Number - 2 - Day, devices);
        var change = (double)now / then - 1;
        await page.WaitForTextAsync("#change-day", $"{(change < 0 ? '\u2212' : '+')}{Math.Abs(change):0.0%}".Replace(" ", string.Empty, StringComparison.Ordinal));

        await page.Page.CheckAsync("#range input[value='10080']", new PageCheckOptions { Force = true });
        await page.WaitForTextAsync("#readout", "15 min");
        await page.Page.FocusAsync("#chart");
        await page.Page.Keyboard.PressAsync("Home");
        await page.WaitForTextAsync("#readout", "13 Nov 2026");
        var bin = (Noon.Number - 10079) / 15 * 15;
        var average = Enumerable.Range(Noon.Number - 10079, bin + 15 - (Noon.Number - 10079)).Average(minute => EventsOf(shop, new Minute(minute), devices));
        await page.WaitForTextAsync("#readout", $"{Math.Round(average):N0} events a minute");
        await page.ScreenshotAsync("live-7d-1440");
        Assert.Empty(page.Problems);
    }

    private static long EventsOf(ScriptedShop shop, Minute minute, params string[] devices) =>
        shop.Cells.Where(one => one.Minute == minute && devices.Contains(one.Cell.Device)).Sum(one => one.Cell.Events);

    private static long FinalEvents(ScriptedShop shop, int from, int to, string[] devices) =>
        shop.Cells.Where(one => one.Minute.Number >= from && one.Minute.Number <= to && devices.Contains(one.Cell.Device)).Sum(one => one.Cell.Events);
}
