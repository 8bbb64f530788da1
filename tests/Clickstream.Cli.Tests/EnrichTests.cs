namespace Clickstream.Cli.Tests;

public sealed class EnrichTests
{
    private const string Columns =
        "select event_type, device_type, os, browser, country, is_bot, ip, page_url, referrer_url, cast(metadata as varchar) as metadata from fact_clicks order by event_timestamp";

    private static readonly string[] Events =
    [
        """{"event_type":"view","timestamp":"2026-03-01T10:00:01Z","ip":"81.2.69.142","user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0","page_url":"https://shop.example/?utm_source=news&email=a@b.example","referrer_url":"https://mail.google.com/"}""",
        """{"event_type":"view","timestamp":"2026-03-01T10:00:02Z","ip":"81.2.69.7","user_agent":"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)","page_url":"https://shop.example/p/1"}""",
        """{"event_type":"view","timestamp":"2026-03-01T10:00:03Z","ip":"10.0.0.1","country":"NZ","device_type":"fridge","is_bot":true,"page_url":"https://shop.example/p/2?uid=7","referrer_url":"https://shop.example/p/1"}""",
        """{"event_type":"view","ip":"9.9.9.9","page_url":"https://shop.example/?email=c@d.example","broken":true}""",
    ];

    private static readonly string[] Switches = ["--enrich", "all", "--url-params", "email,*:keep", "--ip", "truncate"];

    [Fact]
    public async Task An_event_gets_the_same_columns_through_the_stream_and_straight_from_raw()
    {
        using var geo = new GeoOnDisk();
        using var streamed = await RawAsync();
        await streamed.JsonAsync("replay");
        await streamed.JsonAsync(["stream", "--until-idle", "--port", "0", "--geo", geo.Path, .. Switches]);
        await streamed.JsonAsync("compact");
        using var direct = await RawAsync();
        await direct.JsonAsync(["compact", "--from", "raw", "--geo", geo.Path, .. Switches]);

        var rows = await streamed.JsonAsync("query", Columns);
        Assert.Equal(rows.GetRawText(), (await direct.JsonAsync("query", Columns)).GetRawText());
        Assert.Equal(
            [
                "view|desktop|Windows|Edge|GB|False|81.2.69.0|https://shop.example/?utm_source=news|https://mail.google.com/|{referrer_class=mail, region=GB-ENG, utm_source=news}",
                "view|other||Bot|GB|True|81.2.69.0|https://shop.example/p/1||{bot_reason=user_agent, referrer_class=direct, region=GB-ENG}",
                "view|fridge|||NZ|True|10.0.0.0|https://shop.example/p/2?uid=7|https://shop.example/p/1|{bot_reason=declared, referrer_class=internal}",
            ],
            rows.EnumerateArray().Select(row => string.Join('|', row.EnumerateObject().Select(column => column.Value.ToString()))));

        // What is no event is kept with the same care.
        var rejects = Directory.EnumerateFiles(Path.Combine(streamed.Data, "quarantine"), "*.gz", SearchOption.AllDirectories).Select(ReadGzip).ToList();
        Assert.Contains(rejects, text => text.Contains("shop.example", StringComparison.Ordinal));
        Assert.DoesNotContain(rejects, text => text.Contains("c@d.example", StringComparison.Ordinal) || text.Contains("9.9.9.9", StringComparison.Ordinal));

        // The same events again, enriched or not, are the same events.
        var before = await streamed.JsonAsync("reconcile");
        await streamed.JsonAsync("replay", "--raw", Path.Combine(direct.Data, "raw"), "--id", "again");
        await streamed.JsonAsync("stream", "--until-idle", "--port", "0");
        await streamed.JsonAsync("compact");
        var after = await streamed.JsonAsync("reconcile");
        Assert.Equal(before.GetProperty("accepted").GetInt64(), after.GetProperty("accepted").GetInt64());
        Assert.True(after.GetProperty("duplicates").GetInt64() > before.GetProperty("duplicates").GetInt64());
    }

    [Fact]
    public async Task A_geo_file_that_is_gone_or_broken_stops_nothing_and_is_told_once()
    {
        using var line = await RawAsync();
        var broken = Path.Combine(line.Data, "broken.mmdb");
        await File.WriteAllTextAsync(broken, "no such thing");
        await line.JsonAsync("replay");
        var (code, _, messages) = await line.RunAsync("stream", "--until-idle", "--port", "0", "--geo", broken);
        Assert.Equal(ExitCode.Done, code);
        Assert.Single(messages.Split('\n'), text => text.Contains("broken.mmdb cannot be used: it is no MaxMind DB file.", StringComparison.Ordinal));
        await line.JsonAsync("compact");
        Assert.Equal(3, (await line.JsonAsync("query", "select 1 from fact_clicks")).GetArrayLength());

        foreach (var (file, expected) in new[] { (broken, "it is no MaxMind DB file"), (Path.Combine(line.Data, "none.mmdb"), "cannot be read") })
        {
            var (checks, found, _) = await line.RunAsync("doctor", "--geo", file);
            Assert.Equal(ExitCode.CheckFailed, checks);
            Assert.Contains("FAIL geo file: ", found, StringComparison.Ordinal);
            Assert.Contains(expected, found, StringComparison.Ordinal);
        }

        using var geo = new GeoOnDisk();
        Assert.Contains("ok   geo file: Test-City of 2026-01-01, IPv4 and IPv6", (await line.RunAsync("doctor", "--geo", geo.Path)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--enrich", "device,weather", "'weather' is nothing that can be added; there is device, bot, campaign, referrer, or all.")]
    [InlineData("--url-params", "email:shred", "'email:shred' is no rule of a query parameter")]
    [InlineData("--url-params", "uid:hash", "needs a key in CLICKSTREAM_URL_KEY")]
    public async Task A_list_that_cannot_be_read_is_a_wrong_use(string option, string value, string expected)
    {
        using var line = new CommandLine();
        var (code, _, messages) = await line.RunAsync("stream", "--until-idle", "--port", "0", option, value);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(expected, messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_documentation_shows_runs_as_written()
    {
        using var geo = new GeoOnDisk();
        var commands = (await File.ReadAllTextAsync(Checkout.PathOf("docs", "enrichment.md"))).Split("```")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, commands.Length);
        Environment.SetEnvironmentVariable("CLICKSTREAM_URL_KEY", "a key of the tests only");
        try
        {
            foreach (var command in commands)
            {
                using var line = await RawAsync();
                await line.JsonAsync("replay");
                var words = command.Split(' ')[1..^2].Select(word => word.EndsWith(".mmdb", StringComparison.Ordinal) ? geo.Path : word).ToList();
                await line.JsonAsync([.. words, .. words[0] == "stream" ? ["--until-idle", "--port", "0"] : Array.Empty<string>()]);
                await line.JsonAsync("compact");
                Assert.Equal(1, (await line.JsonAsync("query", "select 1 from fact_clicks where browser = 'Edge'")).GetArrayLength());
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("CLICKSTREAM_URL_KEY", null);
        }
    }

    private static async Task<CommandLine> RawAsync()
    {
        var line = new CommandLine();
        var folder = Directory.CreateDirectory(Path.Combine(line.Data, "raw", "clickstream", "2026", "03", "01", "10"));
        await line.RunAsync("doctor"); // Marks the folder as one of data.
        await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "events.json"), Events);
        return line;
    }

    private static string ReadGzip(string file)
    {
        using var stream = new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
        return new StreamReader(stream).ReadToEnd();
    }

    private sealed class GeoOnDisk : IDisposable
    {
        public GeoOnDisk() => File.WriteAllBytes(Path, new GeoFile(6, 28).Add("81.2.69.0/24", GeoFile.City("GB", "ENG")).ToBytes());

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"clickstream-{Guid.NewGuid():N}.mmdb");

        public void Dispose() => File.Delete(Path);
    }
}
