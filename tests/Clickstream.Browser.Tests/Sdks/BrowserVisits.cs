using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Clickstream.Browser.Tests.Sdks;

/// <summary>Visits of the shop in a browser, one visitor after the other where they could disturb each other.</summary>
internal sealed partial class BrowserVisits
{
    private const float PatienceMilliseconds = 30_000; // Libraries wait a few seconds before they send again.
    private const string QueueIsEmpty = "() => !Object.keys(localStorage).some(key => key.startsWith('clickstream.event.'))";

    private readonly IBrowser _browser;
    private readonly ShopServer _shop;
    private readonly LossyProxy _network;
    private readonly string _integrity;
    private readonly List<string> _problems = [];

    private BrowserVisits(IBrowser browser, ShopServer shop, LossyProxy network, string integrity) =>
        (_browser, _shop, _network, _integrity) = (browser, shop, network, integrity);

    /// <summary>Errors of pages, apart from connections that were cut on purpose.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What a visitor without ids left on the device.</summary>
    public int StoredWithoutIds { get; private set; } = -1;

    /// <summary>After 250 events without a connection: how many wait, the numbers of first and last; and the characters after 20 large ones.</summary>
    public IReadOnlyList<int> Queue { get; private set; } = [];

    /// <summary>The title of a page that names another hash.</summary>
    public string TitleOfWrongHash { get; private set; } = string.Empty;

    public static async Task<BrowserVisits> MakeAsync(IBrowser browser, ShopServer shop, LossyProxy network, string element)
    {
        var visits = new BrowserVisits(browser, shop, network, Integrity().Match(element).Value);
        await Task.WhenAll(visits.BuyWithSegmentAsync(), visits.BuyWithSnowplowAsync(), visits.ShopAsync());
        await visits.LoseConnectionAsync();
        await visits.QueueAsync();
        await visits.LeaveAsync();
        await visits.StayUnknownAsync();
        await visits.NameAnotherHashAsync();
        return visits;
    }

    private async Task BuyWithSegmentAsync()
    {
        await using var context = await _browser.NewContextAsync();
        var page = await OpenAsync(context, Collected("segment"));
        var calls = new[] { "/v1/i", "/v1/p", "/v1/t" };
        var answers = calls.Select(call => page.WaitForResponseAsync(
            response => response.Ok && response.Request.Method == "POST" && response.Url.EndsWith(call, StringComparison.Ordinal),
            new() { Timeout = PatienceMilliseconds })).ToList();
        await page.EvaluateAsync("() => { start(); buy() }");
        await Task.WhenAll(answers);
    }

    private async Task BuyWithSnowplowAsync()
    {
        await using var context = await _browser.NewContextAsync();
        var page = await OpenAsync(context, Collected("snowplow"));
        await page.EvaluateAsync("() => { buy() }");
        await page.WaitForFunctionAsync("() => window.answered >= 2");
    }

    private string Collected(string page) => $"{page}?collector={_network.Url.ToString().TrimEnd('/')}";

    // A visit with everything in it. The page of thanks is loaded again, and buys again.
    private async Task ShopAsync()
    {
        await using var context = await _browser.NewContextAsync();
        var page = await OpenOursAsync(context, "web");
        await page.ClickAsync("button span");
        await page.EvaluateAsync("() => history.pushState({}, '', '/clickstream/thanks' + location.search)");
        await page.EvaluateAsync("() => buy()");
        await page.WaitForFunctionAsync(QueueIsEmpty);
        await page.ReloadAsync();
        await ReadyAsync(page);
        await page.EvaluateAsync("() => buy()");
        await page.WaitForFunctionAsync(QueueIsEmpty);
    }

    // What is done without a connection outlives the page, and goes out when it is back.
    private async Task LoseConnectionAsync()
    {
        await using var context = await _browser.NewContextAsync();
        var page = await OpenOursAsync(context, "offline");
        await page.WaitForFunctionAsync(QueueIsEmpty);
        await context.SetOfflineAsync(true);
        await page.EvaluateAsync("() => clickstream.track('while_offline')");
        await context.SetOfflineAsync(false);
        await page.WaitForFunctionAsync(QueueIsEmpty);

        _network.IsDown = true;
        await page.EvaluateAsync("() => clickstream.track('while_down')");
        await page.ReloadAsync();
        await ReadyAsync(page);
        _network.IsDown = false;
        await page.WaitForFunctionAsync(QueueIsEmpty);
    }

    // The device's storage is the site's, so the queue is bounded, and the oldest leave it.
    private async Task QueueAsync()
    {
        await using var context = await _browser.NewContextAsync();
        var page = await OpenOursAsync(context, "queueing");
        await context.SetOfflineAsync(true);
        Queue = await page.EvaluateAsync<int[]>(
            """
            () => {
              for (let n = 0; n < 250; n++) clickstream.track('many', { n });
              const numbers = Object.keys(localStorage).filter(key => key.startsWith('clickstream.event.')).map(key => JSON.parse(localStorage[key]).n ?? -1);
              for (let n = 0; n < 20; n++) clickstream.track('large', { text: 'x'.repeat(40000) });
              const bytes = Object.keys(localStorage).reduce((sum, key) => sum + localStorage[key].length, 0);
              localStorage.clear();
              return [numbers.length, Math.min(...numbers), Math.max(...numbers), bytes];
            }
            """);
    }

    // Nothing waits for an answer: the page goes while its events are on the way, and is not opened again.
    private async Task LeaveAsync()
    {
        await using var context = await _browser.NewContextAsync();
        var page = await OpenOursAsync(context, "leaving");
        await page.WaitForFunctionAsync(QueueIsEmpty);
        var posts = _network.Posts;
        await page.EvaluateAsync("() => { clickstream.track('at_the_end'); buy(); location = 'about:blank' }");
        for (var looks = 0; _network.Posts == posts; looks++)
        {
            Assert.True(looks < 500, "A page that was left sent nothing.");
            await page.WaitForTimeoutAsync(20); // Nobody tells when a beacon is sent; its arrival at the network is looked for.
        }

        await page.CloseAsync();
    }

    private async Task StayUnknownAsync()
    {
        await using var context = await _browser.NewContextAsync();
        await context.AddInitScriptAsync("Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })");
        var page = await OpenOursAsync(context, "unknown");
        await page.RunAndWaitForResponseAsync(
            () => page.EvaluateAsync("() => clickstream.track('without_ids')"),
            response => response.Ok && response.Request.PostData?.Contains("without_ids", StringComparison.Ordinal) == true);
        StoredWithoutIds = await page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length + document.cookie.length");
    }

    private async Task NameAnotherHashAsync()
    {
        await using var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(AddressOf("mallory", _integrity[..^8] + "AAAAAAA="));
        await page.WaitForFunctionAsync("() => document.title == 'refused'", null, new() { Timeout = PatienceMilliseconds });
        TitleOfWrongHash = await page.TitleAsync();
    }

    private string AddressOf(string user, string integrity) =>
        $"{_shop.Url}clickstream?user={user}&script={Uri.EscapeDataString(new Uri(_network.Url, "clickstream.js?key=web-key").ToString())}&integrity={Uri.EscapeDataString(integrity)}";

    private async Task<IPage> OpenOursAsync(IBrowserContext context, string user)
    {
        var page = await OpenAsync(context, AddressOf(user, _integrity)[_shop.Url.ToString().Length..]);
        await ReadyAsync(page);
        return page;
    }

    private static async Task ReadyAsync(IPage page) => await page.WaitForFunctionAsync("() => clickstream.track");

    private async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(PatienceMilliseconds);
        page.PageError += (_, error) => Note(error);
        page.Console += (_, message) => Note(message.Type == "error" && !message.Text.Contains("net::ERR_", StringComparison.Ordinal) ? message.Text : null);
        await page.GotoAsync(new Uri(_shop.Url, path).ToString());
        return page;
    }

    private void Note(string? problem)
    {
        if (problem is not null)
        {
            lock (_problems)
            {
                _problems.Add(problem);
            }
        }
    }

    [GeneratedRegex("sha384-[A-Za-z0-9+/]{64}")]
    private static partial Regex Integrity();
}
