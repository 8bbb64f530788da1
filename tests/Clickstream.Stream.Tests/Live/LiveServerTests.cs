using System.Net;
using System.Text.RegularExpressions;
using Clickstream.Stream.Live;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Live;

public sealed partial class LiveServerTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/state")]
    [InlineData("/healthz")]
    [InlineData("/metrics")]
    [InlineData("/nothing")]
    public async Task Every_answer_forbids_what_is_not_ours(string path)
    {
        await using var host = await LiveHost.StartAsync();
        using var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Everything_the_page_names_is_served_by_us_and_nothing_is_inline()
    {
        await using var host = await LiveHost.StartAsync();
        var html = await host.Client.GetStringAsync(new Uri("/", UriKind.Relative));
        var modules = new Queue<string>(References().Matches(html).Select(match => match.Groups[1].Value));
        Assert.True(modules.Count >= 4);

        var seen = new HashSet<string>();
        while (modules.TryDequeue(out var name))
        {
            if (!seen.Add(name))
            {
                continue;
            }

            using var answer = await host.Client.GetAsync(new Uri("/" + name, UriKind.Relative));
            Assert.True(answer.IsSuccessStatusCode, $"{name}: {answer.StatusCode}");
            foreach (Match import in Imports().Matches(await answer.Content.ReadAsStringAsync()))
            {
                modules.Enqueue(import.Groups[1].Value);
            }
        }

        Assert.Contains("panels.js", seen);
        Assert.DoesNotMatch("<script(?![^>]*src=)|<style|style=\"|onclick=|https?://", html);
    }

    [Fact]
    public async Task A_file_of_the_page_is_sent_once_and_then_confirmed()
    {
        await using var host = await LiveHost.StartAsync();
        using var first = await host.Client.GetAsync(new Uri("/app.js", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Health_is_that_it_answers_and_readiness_is_the_workers()
    {
        await using var host = await LiveHost.StartAsync();
        Assert.Equal("ok\n", await host.Client.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        using var early = await host.Client.GetAsync(new Uri("/readyz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);

        host.Feed.Readiness = new WorkerReadiness(true, "All shards are read.");
        Assert.Equal("ready\n", await host.Client.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
    }

    [Fact]
    public async Task Only_reading_is_possible()
    {
        await using var host = await LiveHost.StartAsync();
        using var answer = await host.Client.PostAsync(new Uri("/api/state", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_said_with_its_remedy()
    {
        await using var host = await LiveHost.StartAsync();
        var options = new LiveOptions { Address = host.Server.Address };

        var failure = await Assert.ThrowsAsync<LiveServerException>(
            () => LiveServer.StartAsync(options, host.View, null, TimeProvider.System, CancellationToken.None));

        Assert.Equal(LiveServerProblem.PortInUse, failure.Problem);
        Assert.Contains($"Port {host.Server.Address.Port}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("port 0 takes a free one", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_said_with_its_remedy()
    {
        await using var host = await LiveHost.StartAsync();
        var options = new LiveOptions { Address = new LiveAddress(IPAddress.Parse("192.0.2.1"), 0), Token = new string('t', 32) };

        var failure = await Assert.ThrowsAsync<LiveServerException>(
            () => LiveServer.StartAsync(options, host.View, null, TimeProvider.System, CancellationToken.None));

        Assert.Equal(LiveServerProblem.AddressNotAvailable, failure.Problem);
    }

    [GeneratedRegex("(?:src|href)=\"([a-z.]+\\.(?:js|css|svg))\"")]
    private static partial Regex References();

    [GeneratedRegex("from '\\./([a-z.]+)'")]
    private static partial Regex Imports();
}
