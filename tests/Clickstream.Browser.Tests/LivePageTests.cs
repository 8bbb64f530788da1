using Clickstream.Core.Time;
using Clickstream.Stream.Live;

namespace Clickstream.Browser.Tests;

[Collection(BrowserSuite.Name)]
public sealed class LivePageTests(BrowserFixture browser)
{
    private static readonly Minute Noon = EventTime.From(new DateTimeOffset(2026, 11, 20, 15, 20, 0, TimeSpan.Zero)).Minute;

    [BrowserFact]
    public async Task Without_events_the_page_says_that_it_waits()
    {
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Status(isReady: true);
        await using var server = await LiveServers.StartAsync(view);
        await using var page = await LivePage.OpenAsync(browser.Browser, server.Address.Url);

        await page.WaitForTextAsync("#pill", "Waiting for events");
        Assert.Contains("Waiting for events", await page.TextAsync("#chart-empty"), StringComparison.Ordinal);
        Assert.Contains("No alerts yet", await page.TextAsync("#alerts-empty"), StringComparison.Ordinal);
        await page.ScreenshotAsync("live-waiting-1280");
        Assert.Empty(page.Problems);
    }

    [BrowserFact]
    public async Task The_page_shows_the_numbers_of_the_feed_and_each_alert_without_the_person()
    {
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Play(new Minute(Noon.Number - 170), Noon);
        await using var server = await LiveServers.StartAsync(view);
        await using var page = await LivePage.OpenAsync(browser.Browser, server.Address.Url);
        await page.WaitForPhaseAsync("live");

        shop.Play(new Minute(Noon.Number + 1), new Minute(Noon.Number + 3));
        var orders = Enumerable.Range(0, 12).Select(_ => shop.Alert()).ToList();

        await page.WaitForTotalAsync("read", shop.Events + 55);
        await page.WaitForTotalAsync("orders", shop.Orders);
        await page.WaitForTotalAsync("revenue", shop.Revenue);
        await page.WaitForTotalAsync("alerts", orders.Count);
        await page.WaitForTotalAsync("engagement_minutes", 174);
        await page.WaitForTotalAsync("duplicates", 48);
        await page.WaitForTotalAsync("quarantined", 7);
        Assert.Equal(Enumerable.Reverse(orders), await page.AlertOrdersAsync());
        Assert.DoesNotContain("secret-user", await page.Page.ContentAsync(), StringComparison.Ordinal);
        await page.WaitForTextAsync("#products", "<b>Bold & brave</b>");
        Assert.Empty(page.Problems);
    }

    [BrowserFact]
    public async Task A_lost_connection_is_said_and_comes_back_by_itself()
    {
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Play(new Minute(Noon.Number - 30), Noon);
        var server = await LiveServers.StartAsync(view);
        await using var page = await LivePage.OpenAsync(browser.Browser, server.Address.Url);
        await page.WaitForTotalAsync("orders", shop.Orders);

        await server.DisposeAsync();
        await page.WaitForPhaseAsync("lost");
        Assert.Contains("Connection lost", await page.TextAsync("#banner"), StringComparison.Ordinal);
        await page.ScreenshotAsync("live-lost-1280");

        var order = shop.Alert();
        shop.Play(new Minute(Noon.Number + 1), new Minute(Noon.Number + 4));
        await using var again = await LiveServers.StartAsync(view, server.Address.Port);
        await page.WaitForPhaseAsync("live");
        await page.WaitForTextAsync("#alerts", order);
        await page.WaitForTotalAsync("orders", shop.Orders);
        await page.WaitForTotalAsync("engagement_minutes", 35);
        await page.Page.FocusAsync("#chart");
        foreach (var minute in Enumerable.Range(0, 5).Select(back => new Minute(Noon.Number + 4 - back)))
        {
            // What came while nobody listened is there, once; what the page had before is not counted again.
            var events = shop.Cells.Where(one => one.Minute == minute).Sum(one => one.Cell.Events);
            await page.WaitForTextAsync("#readout", $"{minute.Start.ToDateTimeOffset():HH:mm}  ·  {events:N0} events");
            await page.Page.Keyboard.PressAsync("ArrowLeft");
        }

        Assert.True(await page.Page.IsHiddenAsync("#banner"));
        Assert.Empty(page.Problems);
    }

    [BrowserFact]
    public async Task The_chart_is_read_out_by_keyboard_and_the_page_fits_a_phone()
    {
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Play(new Minute(Noon.Number - 170), Noon);
        for (var i = 0; i < 20; i++)
        {
            shop.Alert();
        }

        await using var server = await LiveServers.StartAsync(view);
        foreach (var (width, isDark) in new[] { (390, false), (820, false), (1440, false), (1440, true), (390, true) })
        {
            await using var page = await LivePage.OpenAsync(browser.Browser, server.Address.Url, width, isDark: isDark);
            await page.WaitForTotalAsync("orders", shop.Orders);
            await page.Page.FocusAsync("#chart");
            await page.Page.Keyboard.PressAsync("ArrowLeft");
            Assert.Contains("15:19", await page.TextAsync("#readout"), StringComparison.Ordinal);
            Assert.Contains("15:19", await page.Page.GetAttributeAsync("#chart", "aria-valuetext"), StringComparison.Ordinal);
            Assert.True(
                await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                $"The page is wider than a screen of {width} pixels.");
            await page.Page.EvaluateAsync("document.activeElement.blur()");
            await page.ScreenshotAsync($"live-{width}{(isDark ? "-dark" : string.Empty)}");
            Assert.Empty(page.Problems);
        }
    }
}
