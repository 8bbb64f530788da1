using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Clickstream.Producer.Collect.Browser;

namespace Clickstream.Producer.Tests.Collect;

public sealed class BrowserScriptTests
{
    private const int MaxBytes = 3 * 1024;

    [Fact]
    public async Task The_script_is_served_to_any_page_in_3_KB_with_its_hash()
    {
        await using var host = await CollectHost.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "/clickstream.js?key=k"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await host.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin"))); // A hash is checked only on what a page may read.
        var zipped = await response.Content.ReadAsByteArrayAsync();
        Assert.InRange(zipped.Length, 1000, MaxBytes);

        using var script = new MemoryStream();
        using var unzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        await unzip.CopyToAsync(script);
        Assert.Equal(BrowserScript.Integrity, "sha384-" + Convert.ToBase64String(SHA384.HashData(script.ToArray())));
        using var plain = await host.GetAsync("/clickstream.js");
        Assert.Equal(script.ToArray(), await plain.Content.ReadAsByteArrayAsync());

        var again = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "/clickstream.js"));
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var same = await host.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public void The_element_for_a_page_names_address_key_and_hash() => Assert.Equal(
        $"<script type=\"module\" src=\"https://c.example/clickstream.js?key=a%26b\" integrity=\"{BrowserScript.Integrity}\" crossorigin></script>",
        BrowserScript.ElementFor(new Uri("https://c.example/"), "a&b"));

    [Theory]
    [InlineData("Mozilla/5.0 (X11)", true)]
    [InlineData("analytics-node/3.0.13", false)]
    [InlineData(null, false)]
    public async Task Only_a_browser_gives_its_address_to_what_libraries_send(string? userAgent, bool isKept)
    {
        await using var host = await CollectHost.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "/v1/track")) { Content = new StringContent("""{"event":"A","userId":"u"}""") };
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        using var response = await host.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await host.DrainAsync();
        var found = Assert.Single(await host.EventsAsync());
        Assert.Equal((isKept, isKept), (found.TryGetProperty("ip", out _), found.TryGetProperty("user_agent", out _)));
    }
}
