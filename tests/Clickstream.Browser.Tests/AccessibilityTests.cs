using System.Text.Json;
using Clickstream.Core.Time;
using Clickstream.Stream.Live;

namespace Clickstream.Browser.Tests;

/// <summary>axe-core looks at the page in both themes and on a phone, with its menus and tables open.</summary>
[Collection(BrowserSuite.Name)]
public sealed class AccessibilityTests(BrowserFixture browser)
{
    private static readonly Minute Noon = EventTime.From(new DateTimeOffset(2026, 11, 20, 15, 20, 0, TimeSpan.Zero)).Minute;

    [BrowserFact]
    public async Task Axe_finds_no_serious_fault()
    {
        var axe = await File.ReadAllTextAsync(Checkout.PathOf("tests/Clickstream.Emulators/node_modules/axe-core/axe.min.js"));
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Play(new Minute(Noon.Number - 90), Noon);
        shop.Alert();
        await using var server = await LiveServers.StartAsync(view);

        foreach (var (width, isDark) in new[] { (1440, false), (1440, true), (390, false) })
        {
            await using var page = await LivePage.OpenAsync(browser.Browser, server.Address.Url, width, isDark: isDark);
            await page.WaitForTotalAsync("orders", shop.Orders);
            await page.WaitForTextAsync("#types", "view");
            await page.Page.ClickAsync("#minutes-details summary");
            await page.Page.ClickAsync("[data-filter=country] summary");
            await page.Page.EvaluateAsync(axe);
            var faults = await page.Page.EvaluateAsync<JsonElement>(
                "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations"
                + ".filter((fault) => fault.impact === 'serious' || fault.impact === 'critical')"
                + ".map((fault) => `${fault.id}: ${fault.nodes.map((node) => `${node.target} (${node.failureSummary})`).join('; ')}`))");
            Assert.True(faults.GetArrayLength() == 0, $"At {width} pixels{(isDark ? ", dark" : string.Empty)}: {faults}");
        }
    }
}
