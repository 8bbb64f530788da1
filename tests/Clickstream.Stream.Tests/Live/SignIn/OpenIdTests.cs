using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clickstream.Emulators;
using Clickstream.Stream.Live;
using Clickstream.Stream.Live.SignIn;

namespace Clickstream.Stream.Tests.Live.SignIn;

/// <summary>Against a provider that we did not write, with the forms that a person fills in.</summary>
public sealed partial class OpenIdTests
{
    private const string Secret = "a-secret-of-the-client-0123456789";

    [EmulatorFact(EmulatorName.OpenIdProvider)]
    public async Task A_visitor_signs_in_with_the_provider_and_nothing_secret_is_logged()
    {
        using var log = new LogCapture();
        using var factory = log.Factory;
        await using var host = await LiveHost.StartAsync(await OptionsAsync("ann@example.com"), null, factory);
        using var browser = new Browser(host.Client.BaseAddress!);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.AskAsync("/api/state")).Status);
        var (status, html) = await browser.SignInAsync("ann");
        var session = JsonDocument.Parse((await browser.AskAsync("/api/session")).Text).RootElement;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("app.js", html, StringComparison.Ordinal);
        Assert.Equal(("oidc", "Name of ann"), (session.GetProperty("sign_in").GetString(), session.GetProperty("name").GetString()));
        var cookies = browser.SetCookies.Where(cookie => cookie.StartsWith("clickstream_session=", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(cookies);
        Assert.All(cookies, cookie => Assert.Matches("(?i)samesite=lax.*httponly", cookie));
        foreach (var secret in browser.Codes.Concat(cookies.Select(cookie => cookie.Split('=', ';')[1])).Append(Secret))
        {
            Assert.True(secret.Length > 8);
            Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal);
        }

        await browser.SignOutAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.AskAsync("/api/state")).Status);
    }

    [EmulatorFact(EmulatorName.OpenIdProvider)]
    public async Task Who_is_not_on_the_list_or_not_vouched_for_is_known_and_refused()
    {
        await using var host = await LiveHost.StartAsync(await OptionsAsync("ann@example.com", "unverified@example.com"));
        foreach (var name in new[] { "bob", "unverified" })
        {
            using var browser = new Browser(host.Client.BaseAddress!);
            var (status, text) = await browser.SignInAsync(name);

            Assert.Equal(HttpStatusCode.Forbidden, status);
            Assert.Contains("may not see this page", text, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.AskAsync("/api/state")).Status);
        }
    }

    [EmulatorFact(EmulatorName.OpenIdProvider)]
    public async Task An_answer_that_nobody_asked_for_or_a_cookie_that_was_changed_opens_nothing()
    {
        await using var host = await LiveHost.StartAsync(await OptionsAsync());
        using var browser = new Browser(host.Client.BaseAddress!);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.AskAsync("/signin-oidc?code=stolen&state=made-up")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync("ann")).Status);
        var cookie = browser.SetCookies.Last(cookie => cookie.StartsWith("clickstream_session=", StringComparison.Ordinal)).Split(';')[0];

        using var changed = new HttpRequestMessage(HttpMethod.Get, "/api/state");
        changed.Headers.Add("Cookie", cookie[..^8] + (cookie[^8] == 'A' ? 'B' : 'A') + cookie[^7..]);
        using var answer = await host.Client.SendAsync(changed);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("", "sub-1", "ann@example.com", true)]
    [InlineData("@example.com", "sub-1", "Ann@Example.com", true)]
    [InlineData("@example.com", "sub-1", "ann@evil-example.com", false)]
    [InlineData("@example.com", "sub-1", null, false)]
    [InlineData("ann@example.com", "sub-1", "bob@example.com", false)]
    [InlineData("sub-1", "sub-1", null, true)]
    [InlineData("sub-1", "SUB-1", null, false)]
    public void Who_may_come_in_is_named_by_address_domain_or_subject(string allowed, string subject, string? email, bool expected)
    {
        var options = new OpenIdOptions { Authority = new Uri("https://id.example"), ClientId = "c", Allowed = allowed.Length == 0 ? [] : [allowed] };

        Assert.Equal(expected, options.Allows(subject, email));
    }

    [Fact]
    public async Task A_provider_by_plain_http_elsewhere_is_refused()
    {
        var options = new LiveOptions { OpenId = new OpenIdOptions { Authority = new Uri("http://id.example"), ClientId = " " } };

        var failure = await Assert.ThrowsAsync<LiveServerException>(() => LiveHost.StartAsync(options));

        Assert.Contains("must begin with https://", failure.Message, StringComparison.Ordinal);
        Assert.Contains("client id", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<LiveOptions> OptionsAsync(params string[] allowed) => new()
    {
        OpenId = new OpenIdOptions { Authority = await Emulator.OpenIdProvider.UrlAsync(), ClientId = "clickstream-live", ClientSecret = Secret, Allowed = allowed },
    };

    /// <summary>Follows redirects with cookies, and remembers what a browser would be told.</summary>
    private sealed partial class Browser : DelegatingHandler
    {
        private readonly HttpClient _client;
        private readonly CookieContainer _cookies = new();
        private readonly Uri _page;

        public Browser(Uri page)
        {
            _page = page;
            InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies };
            _client = new HttpClient(this, disposeHandler: false) { Timeout = LiveHost.Patience };
        }

        public List<string> SetCookies { get; } = [];

        public List<string> Codes { get; } = [];

        public async Task<(HttpStatusCode Status, string Text)> AskAsync(string path)
        {
            using var answer = await _client.GetAsync(new Uri(_page, path));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async Task<(HttpStatusCode Status, string Text)> SignInAsync(string name)
        {
            var answer = await FollowAsync(new HttpRequestMessage(HttpMethod.Get, _page));
            for (var page = 0; page < 5; page++)
            {
                var html = await answer.Content.ReadAsStringAsync();
                if (Prompt().Match(html) is not { Success: true } prompt)
                {
                    return (answer.StatusCode, html);
                }

                var form = new Dictionary<string, string> { ["prompt"] = prompt.Groups[1].Value, ["login"] = name, ["password"] = "any" };
                var action = new Uri(answer.RequestMessage!.RequestUri!, Action().Match(html).Groups[1].Value);
                answer = await FollowAsync(new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(form) });
            }

            throw new InvalidOperationException("The provider asks again and again.");
        }

        public async Task SignOutAsync()
        {
            using var answer = await _client.PostAsync(new Uri(_page, "/sign-out"), null);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Code().Match(request.RequestUri!.Query) is { Success: true } code && code.Groups[1].Value != "stolen")
            {
                Codes.Add(code.Groups[1].Value);
            }

            var answer = await base.SendAsync(request, cancellationToken);
            SetCookies.AddRange(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []);
            return answer;
        }

        protected override void Dispose(bool disposing)
        {
            _client.Dispose();
            base.Dispose(disposing);
        }

        private async Task<HttpResponseMessage> FollowAsync(HttpRequestMessage request)
        {
            request.Headers.Add("Accept", "text/html");
            var answer = await _client.SendAsync(request);
            while (answer.Headers.Location is { } location)
            {
                var next = new HttpRequestMessage(HttpMethod.Get, new Uri(answer.RequestMessage!.RequestUri!, location));
                next.Headers.Add("Accept", "text/html");
                answer = await _client.SendAsync(next);
            }

            return answer;
        }

        [GeneratedRegex("name=\"prompt\" value=\"([a-z]+)\"")]
        private static partial Regex Prompt();

        [GeneratedRegex("action=\"([^\"]+)\"")]
        private static partial Regex Action();

        [GeneratedRegex("[?&]code=([^&]+)")]
        private static partial Regex Code();
    }
}
