using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Clickstream.Stream.Live.Metrics;

namespace Clickstream.Stream.Tests.Live;

public sealed partial class MetricsPageTests
{
    [Fact]
    public void Every_kind_of_instrument_is_written_in_the_text_format()
    {
        using var page = new MetricsPage();
        using var meter = new Meter("Clickstream");
        var counter = meter.CreateCounter<long>("test.live.events", "{event}", "Events.");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "landed"));
        counter.Add(3, new KeyValuePair<string, object?>("outcome", "landed"));
        meter.CreateObservableGauge("test.live.lag", () => 1.5, "s", "Lag.");
        var histogram = meter.CreateHistogram<double>("test.live.flush", "s", "Flush.");
        histogram.Record(0.003);
        histogram.Record(0.3);
        histogram.Record(1000);

        var text = page.Render();

        Assert.Contains("# HELP test_live_events_total Events.\n# TYPE test_live_events_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("test_live_events_total{outcome=\"landed\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE test_live_lag_seconds gauge\ntest_live_lag_seconds 1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("test_live_flush_seconds_bucket{le=\"0.0025\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("test_live_flush_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_live_flush_seconds_bucket{le=\"0.5\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_live_flush_seconds_bucket{le=\"+Inf\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_live_flush_seconds_sum 1000.303\ntest_live_flush_seconds_count 3\n", text, StringComparison.Ordinal);
        AssertIsExposition(text);
    }

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        using var page = new MetricsPage();
        using var meter = new Meter("Clickstream");
        meter.CreateCounter<long>("test.escape", null, "Two\nlines and a \\.")
            .Add(1, new KeyValuePair<string, object?>("shard.name", "a\"b\\c\nd"), new KeyValuePair<string, object?>("9th", null));

        var text = page.Render();

        Assert.Contains("# HELP test_escape_total Two\\nlines and a \\\\.\n", text, StringComparison.Ordinal);
        Assert.Contains("test_escape_total{_9th=\"\",shard_name=\"a\\\"b\\\\c\\nd\"} 1\n", text, StringComparison.Ordinal);
        AssertIsExposition(text);
    }

    [Fact]
    public void A_label_without_bounds_does_not_eat_the_memory()
    {
        using var page = new MetricsPage();
        using var meter = new Meter("Clickstream");
        var counter = meter.CreateCounter<long>("test.unbounded");
        for (var i = 0; i < MetricFamily.MaxSeries + 500; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("user", i));
        }

        var lines = page.Render().Split('\n').Where(line => line.StartsWith("test_unbounded_total{", StringComparison.Ordinal)).ToList();

        Assert.Equal(MetricFamily.MaxSeries + 1, lines.Count);
        Assert.Contains("test_unbounded_total{otel_metric_overflow=\"true\"} 500", lines);
    }

    [Fact]
    public void An_observed_series_that_is_gone_is_not_written_any_more()
    {
        using var page = new MetricsPage();
        using var meter = new Meter("Clickstream");
        string[] shards = ["a", "b"];
        meter.CreateObservableGauge(
            "test.gone",
            () => shards.Select(shard => new Measurement<long>(1, new KeyValuePair<string, object?>("shard", shard))));

        Assert.Contains("test_gone{shard=\"a\"} 1", page.Render(), StringComparison.Ordinal);
        shards = ["b"];
        Assert.DoesNotContain("test_gone{shard=\"a\"}", page.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scrape_says_its_format()
    {
        await using var host = await LiveHost.StartAsync();
        using var answer = await host.Client.GetAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        AssertIsExposition(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>
    /// Each line is a comment or a sample in the grammar of the format; each sample follows the TYPE of its family; no series is there
    /// twice.
    /// </summary>
    private static void AssertIsExposition(string text)
    {
        var (family, type) = (string.Empty, string.Empty);
        var series = new HashSet<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                (family, type) = (line.Split(' ')[2], line.Split(' ')[3]);
                Assert.Contains(type, new[] { "counter", "gauge", "histogram" });
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                Assert.True(series.Add(sample.Groups["series"].Value), line);
                Assert.Matches($"^{family}{(type == "histogram" ? "_(bucket|sum|count)" : string.Empty)}$", sample.Groups["name"].Value);
                var value = sample.Groups["value"].Value.Replace("Inf", "Infinity", StringComparison.Ordinal);
                Assert.True(double.TryParse(value, CultureInfo.InvariantCulture, out _), line);
            }
        }
    }

    [GeneratedRegex("""
        ^(?<series>(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*",?)*\})?)\ (?<value>\S+)$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Sample();
}
