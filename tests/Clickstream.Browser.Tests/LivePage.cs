using System.Globalization;
using Microsoft.Playwright;

namespace Clickstream.Browser.Tests;

/// <summary>
/// The live page in a browser, as a test sees it. Every wait has a bound; a number is what the page shows, read from its <c>data</c>
/// elements.
/// Whatever the page logs as an error, or its content policy refuses, is in <see cref="Problems"/>.
/// </summary>
public sealed class LivePage : IAsyncDisposable
{
    private const float PatienceMilliseconds = 20_000; // The machine may be busy; a page that works takes a second.

    private readonly IBrowserContext _context;
    private readonly List<string> _problems = [];

    private LivePage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.SetDefaultTimeout(PatienceMilliseconds);
        page.PageError += (_, error) => Note(error);
        page.Console += (_, message) => Note(message.Type == "error" ? $"{message.Text} ({message.Location})" : null);
    }

    /// <summary>The page itself, for what this driver has no word for.</summary>
    public IPage Page { get; }

    /// <summary>Errors that the page logged; those of a lost connection are not among them.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Opens the page.</summary>
    public static async Task<LivePage> OpenAsync(IBrowser browser, Uri url, int width = 1280, int height = 900, bool isDark = false)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var live = new LivePage(context, await context.NewPageAsync());
        await live.Page.GotoAsync(url.ToString());
        return live;
    }

    /// <summary>Waits until the page says one of: <c>connecting</c>, <c>live</c>, <c>lost</c>.</summary>
    public Task WaitForPhaseAsync(string phase) =>
        Page.WaitForSelectorAsync($"body[data-phase={phase}]", new() { State = WaitForSelectorState.Attached });

    /// <summary>
    /// The number under a name of <c>demo --json</c>: read, accepted, duplicates, quarantined, late, orders, revenue, alerts,
    /// engagement_minutes.
    /// </summary>
    public async Task<decimal> TotalAsync(string name)
    {
        var value = await Page.GetAttributeAsync($"[data-total={name}]", "value");
        return decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    /// <summary>Waits until the page shows a number, and says what it shows instead if it never does.</summary>
    public async Task WaitForTotalAsync(string name, decimal expected)
    {
        try
        {
            await Page.WaitForFunctionAsync(
                "([name, expected]) => Number(document.querySelector(`[data-total=${name}]`).value) === expected",
                new object[] { name, (double)expected });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The page shows {name} = {await TotalAsync(name)}, not {expected}. {string.Join(' ', Problems)}");
        }
    }

    /// <summary>The text of an element, without the space around it.</summary>
    public async Task<string> TextAsync(string selector) => (await Page.InnerTextAsync(selector)).Trim();

    /// <summary>Waits until an element holds a text.</summary>
    public async Task WaitForTextAsync(string selector, string text)
    {
        try
        {
            await Page.Locator(selector, new() { HasText = text }).First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{selector} holds '{await TextAsync(selector)}', not '{text}'. {string.Join(' ', Problems)}");
        }
    }

    /// <summary>Waits until the numbers of some <c>data</c> elements add up to one.</summary>
    public async Task WaitForValuesSumAsync(string selector, long expected)
    {
        const string Sum = "[...document.querySelectorAll(selector)].reduce((sum, one) => sum + Number(one.value), 0)";
        try
        {
            await Page.WaitForFunctionAsync($"([selector, expected]) => {Sum} === expected", new object[] { selector, expected });
        }
        catch (TimeoutException)
        {
            var sum = await Page.EvaluateAsync<long>($"(selector) => {Sum}", selector);
            Assert.Fail($"{selector} add up to {sum}, not {expected}. {string.Join(' ', Problems)}");
        }
    }

    /// <summary>The orders of the alerts that are listed, newest first.</summary>
    public Task<IReadOnlyList<string>> AlertOrdersAsync() => Page.Locator("#alerts .order").AllInnerTextsAsync();

    /// <summary>Takes a picture of the whole page into <c>artifacts/</c> of the checkout.</summary>
    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Artifacts.Folder, name + ".png"), FullPage = true });

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Note(string? problem)
    {
        // A browser logs each failed connection by itself; that is no mistake of the page.
        if (problem is not null && !problem.Contains("ERR_CONNECTION_REFUSED", StringComparison.Ordinal)
            && !problem.Contains("ERR_INCOMPLETE_CHUNKED_ENCODING", StringComparison.Ordinal))
        {
            lock (_problems)
            {
                _problems.Add(problem);
            }
        }
    }
}
