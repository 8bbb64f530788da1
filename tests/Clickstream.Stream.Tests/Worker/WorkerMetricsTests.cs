using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Live.Metrics;
using Clickstream.Stream.Shards;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Worker;

public sealed class WorkerMetricsTests
{
    [Fact]
    public void The_lag_of_each_shard_that_this_worker_reads_is_on_the_metrics_page_and_so_is_what_was_passed_over()
    {
        // The listener of the page hears of every meter of the process, so the shards have names of their own.
        ShardStatus[] shards =
        [
            new(new ShardId("lag-0"), ShardActivity.Reading, Checkpoint.TrimHorizon) { BehindLatest = TimeSpan.FromMilliseconds(2_500) },
            new(new ShardId("lag-1"), ShardActivity.Reading, Checkpoint.TrimHorizon) { BehindLatest = TimeSpan.Zero },
            new(new ShardId("lag-2"), ShardActivity.Elsewhere, Checkpoint.TrimHorizon),
        ];
        using var page = new MetricsPage();
        using var metrics = new WorkerMetrics(() => shards, () => 0);
        metrics.Read(1, new ShardCounts(1, 1, 0, 0, 0, 0, Misplaced: 7));

        var text = page.Render();
        Assert.Contains("clickstream_shard_behind_latest_seconds{shard=\"lag-0\"} 2.5\n", text, StringComparison.Ordinal);
        Assert.Contains("clickstream_shard_behind_latest_seconds{shard=\"lag-1\"} 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("lag-2", text, StringComparison.Ordinal);
        Assert.Matches("clickstream_stream_inputs_total\\{outcome=\"misplaced\"\\} [0-9]+\n", text);
    }
}
