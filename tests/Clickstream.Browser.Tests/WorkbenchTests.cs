
namespace Clickstream.Browser.Tests;

/// <summary>
/// The parts of the page that look at the lake, over a folder that a demo has filled: the worker serves it, and the page's numbers are
/// those of the command line.
/// </summary>
[Collection(BrowserSuite.Name)]
public sealed class WorkbenchTests(BrowserFixture browser)
{
    [BrowserFact]
    public async Task Proof_compaction_quarantine_and_cost_of_a_demo_are_shown_and_rejected_inputs_are_replayed_after_a_fix()
    {
        using var folder = new DataFolder();
        var printed = await ClickstreamProcess.RunAsync(0, "demo", "--exit", "--events", "20000", "--hours", "3", "--seed", "7", "--port", "0", "--data", folder.Path, "--json");
        using var worker = ClickstreamProcess.Start("stream", "--port", "0", "--data", folder.Path);
        var url = new Uri(await worker.WaitForMessageAsync("Live page:"));
        await using var page = await LivePage.OpenAsync(browser.Browser, url, width: 1440, height: 1200);

        await page.WaitForTextAsync("#reconciliation-report", "reconciled");
        var proven = await page.Page.Locator("#reconciliation tr[data-proven=true]").CountAsync();
        Assert.True(proven >= 3, $"{proven} hours are shown as proven.");
        Assert.Equal(printed.GetProperty("parquet_rows").GetInt64(), await SumAsync(page, "#compaction tbody td:nth-child(6)"));
        Assert.Equal(printed.GetProperty("accepted").GetInt64(), await SumAsync(page, "#reconciliation tbody td:nth-child(7)"));
        await page.WaitForTextAsync("#quarantine-waiting", $"{printed.GetProperty("quarantined").GetInt64()} inputs wait");
        Assert.Equal(printed.GetProperty("quarantined").GetInt64(), await SumAsync(page, "#quarantine tbody td:nth-child(2)"));
        await page.WaitForTextAsync("#cost-month", "$");

        // What has no type can be mended; a second replay puts nothing, since each entry is put once.
        var missing = await CellAsync(page, "missing_type", 2);
        await page.Page.ClickAsync("#quarantine tr[data-key=missing_type] button");
        await page.WaitForTextAsync("#samples", "{");
        await page.ScreenshotAsync("live-workbench-1440");
        await page.Page.FillAsync("#mend-sets", "event_type=view");
        await page.Page.ClickAsync("#dry-run");
        await page.WaitForTextAsync("#replay-result", $"{missing} would be put into the stream.");
        await ReplayAsync(page, $"{missing} put into the stream.");
        Assert.Equal(0, await CellAsync(page, "missing_type", 2));
        await ReplayAsync(page, "0 put into the stream");
        await page.WaitForTotalAsync("read", printed.GetProperty("read").GetDecimal() + missing);
        Assert.Empty(page.Problems);
    }

    private static async Task ReplayAsync(LivePage page, string expected)
    {
        await page.Page.ClickAsync("#replay");
        await page.Page.ClickAsync("#confirm-replay");
        await page.WaitForTextAsync("#replay-result", expected);
    }

    private static async Task<long> CellAsync(LivePage page, string reason, int column) =>
        Number(await page.TextAsync($"#quarantine tr[data-key={reason}] > :nth-child({column})"));

    private static async Task<long> SumAsync(LivePage page, string selector) =>
        (await page.Page.Locator(selector).AllInnerTextsAsync()).Sum(Number);

    private static long Number(string text) => long.Parse(text.Replace(",", string.Empty, StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
}
