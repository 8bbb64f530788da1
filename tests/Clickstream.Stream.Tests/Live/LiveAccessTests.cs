using System.Net;
using Clickstream.Stream.Live;

namespace Clickstream.Stream.Tests.Live;

public sealed class LiveAccessTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static LiveOptions Open => new() { Address = new LiveAddress(IPAddress.Any, 0), Token = Token };

    [Fact]
    public async Task Beyond_loopback_it_does_not_start_without_a_token()
    {
        var failure = await Assert.ThrowsAsync<LiveServerException>(() => LiveHost.StartAsync(Open with { Token = null }));

        Assert.Equal(LiveServerProblem.InvalidOptions, failure.Problem);
        Assert.Contains("needs a token or an OpenID provider", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "shorter than 16")]
    [InlineData("a token with spaces in it", "visible ASCII")]
    public async Task A_token_that_does_not_protect_is_refused(string token, string reason)
    {
        var failure = await Assert.ThrowsAsync<LiveServerException>(() => LiveHost.StartAsync(Open with { Token = token }));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/app.js")]
    [InlineData("/api/state")]
    [InlineData("/api/events")]
    [InlineData("/metrics")]
    [InlineData("/healthz/../api/state")]
    [InlineData("/api/minutes")]
    [InlineData("/openapi.json")]
    [InlineData("/?token=0123456789abcdef0123456789abcdef")]
    [InlineData("/api/state?token=0123456789abcdef0123456789abcdef")]
    [InlineData("/sign-in.html")]
    [InlineData("/sign-in/../api/state")]
    public async Task Without_the_token_nothing_is_shown(string path)
    {
        await using var host = await LiveHost.StartAsync(Open);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, path));
    }

    [Theory]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("Authorization", "Basic 0123456789abcdef0123456789abcdef")]
    [InlineData("Cookie", "clickstream_live=0123456789abcdef0123456789abcdef")]
    [InlineData("Cookie", "clickstream_live=")]
    public async Task A_wrong_proof_is_none(string header, string value)
    {
        await using var host = await LiveHost.StartAsync(Open);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, "/api/state", header, value));
    }

    [Fact]
    public async Task The_token_is_taken_as_bearer()
    {
        await using var host = await LiveHost.StartAsync(Open);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/api/state", "Authorization", "Bearer " + Token));
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/readyz", HttpStatusCode.ServiceUnavailable)]
    public async Task Probes_need_no_token(string path, HttpStatusCode expected)
    {
        await using var host = await LiveHost.StartAsync(Open);

        Assert.Equal(expected, await StatusAsync(host, path));
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:8080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("[::1]:1", HttpStatusCode.OK)]
    [InlineData("proxy.example", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.0.2.7", HttpStatusCode.MisdirectedRequest)]
    public async Task On_loopback_only_names_of_this_machine_are_answered(string name, HttpStatusCode expected)
    {
        await using var host = await LiveHost.StartAsync(new LiveOptions { AllowedHosts = ["proxy.example"] });

        Assert.Equal(expected, await StatusAsync(host, "/api/state", "Host", name));
        Assert.Equal(expected, await StatusAsync(host, "/healthz", "Host", name));
    }

    [Fact]
    public async Task Beyond_loopback_a_rebound_name_is_refused_even_with_the_token()
    {
        await using var host = await LiveHost.StartAsync(Open);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(host, "/sign-in", "Host", "evil.example"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/sign-in", "Host", "192.0.2.7:5080"));
    }

    private static async Task<HttpStatusCode> StatusAsync(LiveHost host, string path, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(header, value));
        }

        using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
