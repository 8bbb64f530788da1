using System.Net;
using Clickstream.Stream.Live;

namespace Clickstream.Stream.Tests.Live.SignIn;

public sealed class SignInPageTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static LiveOptions Open => new() { Address = new LiveAddress(IPAddress.Any, 0), Token = Token };

    [Fact]
    public async Task A_browser_is_shown_where_to_sign_in_and_gets_a_cookie_that_is_not_the_token()
    {
        await using var host = await LiveHost.StartAsync(Open);
        using var page = new HttpRequestMessage(HttpMethod.Get, "/");
        page.Headers.Add("Accept", "text/html,application/xhtml+xml");
        using var shown = await host.Client.SendAsync(page);
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (shown.StatusCode, shown.Headers.Location?.ToString()));
        var html = await host.Client.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        Assert.Contains("type=\"password\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script|style=\"|onsubmit=", html);
        Assert.Contains("grid", await host.Client.GetStringAsync(new Uri("/sign-in.css", UriKind.Relative)), StringComparison.Ordinal);

        using var answer = await PostAsync(host, "/sign-in", Token);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase); // It came by plain HTTP, and would never be sent back.
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, cookie.Split(';')[0]));
    }

    [Fact]
    public async Task Behind_a_proxy_with_a_certificate_the_cookie_is_secure_and_browsers_stay_with_https()
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { Token = Token, PublicUrl = new Uri("https://live.example") });
        using var answer = await PostAsync(host, "/sign-in", Token, ("Host", "live.example"), ("Origin", "https://live.example"));

        Assert.Contains("secure", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("max-age=", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData("<script>", HttpStatusCode.Unauthorized)]
    public async Task A_wrong_token_is_said_and_not_shown_again(string token, HttpStatusCode expected)
    {
        await using var host = await LiveHost.StartAsync(Open);
        using var answer = await PostAsync(host, "/sign-in", token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_another_site_or_without_end_is_refused()
    {
        await using var host = await LiveHost.StartAsync(Open);
        using var foreign = await PostAsync(host, "/sign-in", Token, ("Origin", "http://evil.example"));
        using var large = await PostAsync(host, "/sign-in", new string('x', 10_000));
        using var signOut = await PostAsync(host, "/sign-out", Token, ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden), (foreign.StatusCode, large.StatusCode, signOut.StatusCode));
        Assert.False(foreign.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_away()
    {
        await using var host = await LiveHost.StartAsync(Open);
        using var answer = await PostAsync(host, "/sign-out", Token);

        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal("/sign-in", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Nothing_of_a_sign_in_is_in_the_log()
    {
        using var log = new LogCapture();
        using var factory = log.Factory;
        await using var host = await LiveHost.StartAsync(Open, null, factory);
        using var wrong = await PostAsync(host, "/sign-in", "wrong-" + Token);
        using var right = await PostAsync(host, "/sign-in", Token);
        using var inAddress = await host.Client.GetAsync(new Uri("/?token=" + Token, UriKind.Relative));
        var cookie = Assert.Single(right.Headers.GetValues("Set-Cookie")).Split(';')[0];
        await StatusAsync(host, cookie);

        Assert.DoesNotContain(Token, log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(cookie.Split('=')[1], log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://live.example/path", "a scheme and a host")]
    [InlineData("https://live.example", "needs a token or an OpenID provider")]
    public async Task An_address_that_cannot_be_meant_is_refused(string url, string reason)
    {
        var failure = await Assert.ThrowsAsync<LiveServerException>(() => LiveHost.StartAsync(new LiveOptions { PublicUrl = new Uri(url) }));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PostAsync(LiveHost host, string path, string token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([KeyValuePair.Create("token", token)]) };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await host.Client.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(LiveHost host, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/state");
        request.Headers.Add("Cookie", cookie);
        using var answer = await host.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
