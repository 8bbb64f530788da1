namespace Clickstream.Browser.Tests;

[Collection(BrowserSuite.Name)]
public sealed class DemoPageTests(BrowserFixture browser)
{
    private static readonly string[] Totals = ["read", "duplicates", "quarantined", "late", "orders", "revenue", "alerts", "engagement_minutes"];

    [BrowserFact]
    public async Task The_page_of_the_demo_shows_the_numbers_that_the_demo_prints()
    {
        using var folder = new DataFolder();
        using var demo = ClickstreamProcess.Start("demo", "--events", "20000", "--hours", "3", "--seed", "7", "--port", "0", "--data", folder.Path, "--json");
        var url = new Uri(await demo.WaitForMessageAsync("Live page:"));
        await using var page = await LivePage.OpenAsync(browser.Browser, url);
        var printed = await demo.WaitForJsonAsync();

        foreach (var total in Totals)
        {
            await page.WaitForTotalAsync(total, printed.GetProperty(total).GetDecimal());
        }

        Assert.NotEmpty(await page.AlertOrdersAsync());
        await page.ScreenshotAsync("demo-1280");
        Assert.Empty(page.Problems);
    }
}
