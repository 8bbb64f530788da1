using Clickstream.Stream.Live;

namespace Clickstream.Browser.Tests;

/// <summary>A page behind a token, as a person meets it.</summary>
[Collection(BrowserSuite.Name)]
public sealed class SignInTests(BrowserFixture browser)
{
    private const string Token = "correct-horse-battery-staple";

    [BrowserFact]
    public async Task A_visitor_signs_in_with_the_token_sees_the_page_and_signs_out()
    {
        using var shop = new ScriptedShop();
        await using var view = LiveView.Start(shop.Sources, TimeProvider.System);
        shop.Status(isReady: true);
        await using var server = await LiveServer.StartAsync(
            new LiveOptions { Address = LiveAddress.Default with { Port = 0 }, Token = Token }, view, null, TimeProvider.System, CancellationToken.None);
        await using var page = await LivePage.OpenAsync(browser.Browser, server.Address.Url);

        Assert.EndsWith("/sign-in", page.Page.Url, StringComparison.Ordinal);
        await page.Page.FillAsync("input[name=token]", Token);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.WaitForTextAsync("#pill", "Waiting for events");
        Assert.DoesNotContain(Token, page.Page.Url, StringComparison.Ordinal);

        await page.Page.ClickAsync("#sign-out");
        await page.Page.WaitForURLAsync("**/sign-in");
        Assert.Equal(string.Empty, string.Join("\n", page.Problems));
    }
}
