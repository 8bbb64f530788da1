using System.Diagnostics.Metrics;
using System.Text.Json;
using Clickstream.Aws.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Aws.Tests.Metrics;

public sealed class EmbeddedMetricsTests : IDisposable
{
    private readonly string _meterName = $"Clickstream {Guid.NewGuid()}"; // Meters are global; other tests have theirs.
    private readonly Meter _meter;
    private readonly LockedText _output = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddSeconds(1));

    public EmbeddedMetricsTests() => _meter = new Meter(_meterName);

    [Fact]
    public void A_document_names_its_metrics_and_their_dimensions()
    {
        using var metrics = Start(new Dictionary<string, string> { ["stream"] = "clicks" });
        var inputs = _meter.CreateCounter<long>("clickstream.stream.inputs", "{input}");
        inputs.Add(3, new KeyValuePair<string, object?>("outcome", "landed"));
        inputs.Add(4, new KeyValuePair<string, object?>("outcome", "landed"));
        metrics.Write();
        Assert.Equal(
            """{"_aws":{"Timestamp":1000,"CloudWatchMetrics":[{"Namespace":"Clickstream","Dimensions":[["stream","outcome"]],"Metrics":[{"Name":"clickstream.stream.inputs","Unit":"Count"}]}]},"stream":"clicks","outcome":"landed","clickstream.stream.inputs":7}""" + "\n",
            _output.ToString());
    }

    [Fact]
    public void Counts_are_those_since_the_last_time_and_what_was_not_counted_is_not_written()
    {
        using var metrics = Start();
        var late = _meter.CreateCounter<long>("late");
        var total = 10L;
        using var observed = new Meter(_meterName);
        observed.CreateObservableCounter("total", () => total);
        late.Add(2);
        metrics.Write();
        total = 15;
        metrics.Write();
        Assert.Equal([(2.0, 10.0), (null, 5.0)], Documents().Select(document => (Number(document, "late"), Number(document, "total")!.Value)));
    }

    [Fact]
    public void What_is_measured_by_shard_keeps_every_value_without_a_dimension()
    {
        using var metrics = Start();
        _meter.CreateObservableGauge(
            "behind", () => Enumerable.Range(0, 250).Select(shard => new Measurement<double>(shard, new KeyValuePair<string, object?>("shard", $"{shard}"))), "s");
        metrics.Write();
        var documents = Documents();
        Assert.Equal(3, documents.Count);
        Assert.All(documents, document => Assert.InRange(document.GetProperty("behind").GetArrayLength(), 1, 100));
        Assert.Equal(Enumerable.Range(0, 250).Sum(), documents.Sum(document => document.GetProperty("behind").EnumerateArray().Sum(value => value.GetDouble())));
        Assert.All(documents, document => Assert.Equal("[[]]", Directive(document).GetProperty("Dimensions").GetRawText()));
    }

    [Fact]
    public void A_histogram_is_a_sample_and_the_number_of_all()
    {
        using var metrics = Start();
        var duration = _meter.CreateHistogram<double>("duration", "s");
        for (var i = 0; i < 10_000; i++)
            duration.Record(i);
        duration.Record(double.NaN);
        metrics.Write();
        var document = Assert.Single(Documents());
        Assert.Equal(10_000, Number(document, "duration.count"));
        var sample = document.GetProperty("duration").EnumerateArray().Select(value => value.GetDouble()).ToList();
        Assert.Equal(100, sample.Count);
        Assert.InRange(sample.Average(), 4_000, 6_000); // The seed is fixed; a sample of the first hundred would have 50.
    }

    [Fact]
    public void A_document_has_at_most_a_hundred_metrics()
    {
        using var metrics = Start();
        for (var i = 0; i < 130; i++)
            _meter.CreateCounter<long>($"counter {i}").Add(1);
        metrics.Write();
        Assert.Equal([100, 30], Documents().Select(document => Directive(document).GetProperty("Metrics").GetArrayLength()));
    }

    [Fact]
    public async Task It_writes_at_each_interval_and_when_it_ends()
    {
        using var metrics = Start();
        var counter = _meter.CreateCounter<long>("counter");
        using var stop = new CancellationTokenSource();
        counter.Add(1);
        var running = metrics.RunAsync(stop.Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(SpinWait.SpinUntil(() => Documents().Count == 1, TimeSpan.FromSeconds(60)));
        counter.Add(2);
        await stop.CancelAsync();
        await running;
        Assert.Equal([1.0, 2.0], Documents().Select(document => Number(document, "counter")));
    }

    [Fact]
    public void Too_many_dimensions_are_refused() =>
        Assert.NotEmpty(new EmbeddedMetricsOptions { DimensionTags = [.. Enumerable.Range(0, 31).Select(number => $"tag {number}")] }.Validate());

    public void Dispose()
    {
        _meter.Dispose();
        _output.Dispose();
    }

    private EmbeddedMetrics Start(Dictionary<string, string>? dimensions = null) => new(
        new EmbeddedMetricsOptions { MeterName = _meterName, Dimensions = dimensions ?? [] }, _output, _time);

    private List<JsonElement> Documents() =>
        [.. _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static JsonElement Directive(JsonElement document) => document.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0];

    private static double? Number(JsonElement document, string name) => document.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    // Written by one thread and read by another.
    private sealed class LockedText : StringWriter
    {
        public override void Write(string? value)
        {
            lock (this)
                base.Write(value);
        }

        public override string ToString()
        {
            lock (this)
                return base.ToString();
        }
    }
}
