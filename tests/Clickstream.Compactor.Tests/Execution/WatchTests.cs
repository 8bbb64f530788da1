using System.Threading.Channels;
using Clickstream.Compactor.Tests.Lake;

namespace Clickstream.Compactor.Tests.Execution;

public sealed class WatchTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60); // Far more than a run takes; only a hang reaches it.

    [Fact]
    public async Task Watching_compacts_at_each_interval_until_it_is_cancelled()
    {
        var lake = new TestLake();
        var runs = Channel.CreateUnbounded<CompactResult>();
        using var stop = new CancellationTokenSource(Bound);
        var compactor = new Compactor(lake.Store, TimeProvider.System);
        var watching = compactor.WatchAsync(new CompactOptions(), TimeSpan.FromMilliseconds(5), new RunReport(runs.Writer), stop.Token);
        Assert.Empty((await runs.Reader.ReadAsync(stop.Token)).Parts);

        lake.Flush([new TestInput("shard", 1, 0, "a", TestLake.FirstHour.Start.Microseconds)], "shard", 1, 1);
        var run = await runs.Reader.ReadAsync(stop.Token);
        while (run.Parts.Count == 0)
        {
            run = await runs.Reader.ReadAsync(stop.Token);
        }

        Assert.Contains(run.Parts, part => part.Outcome == CompactOutcome.Published);
        await stop.CancelAsync();
        await watching.WaitAsync(Bound);
    }

    [Fact]
    public async Task Wrong_options_are_all_named_at_once()
    {
        var options = new CompactOptions { MaxMemory = 1, Parallelism = 0, GracePeriod = TimeSpan.FromSeconds(-1) };
        var problem = await Assert.ThrowsAsync<ArgumentException>(() => new TestLake().CompactAsync(options));
        Assert.Contains("memory", problem.Message, StringComparison.Ordinal);
        Assert.Contains("grace period", problem.Message, StringComparison.Ordinal);
        Assert.Contains("parallelism", problem.Message, StringComparison.Ordinal);
    }

    private sealed class RunReport(ChannelWriter<CompactResult> runs) : IProgress<CompactResult>
    {
        public void Report(CompactResult value) => runs.TryWrite(value);
    }
}
