using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Worker;

public sealed class StreamWorkerTests : IAsyncLifetime
{
    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(4, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Until_idle_reads_everything_and_settles()
    {
        await _rig.PutAsync(1_000);
        var summary = await _rig.SettleAsync();
        Assert.Equal(1_000, summary.Inputs.Read);
        Assert.Equal(200, summary.Alerts);
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task An_empty_stream_is_settled_at_once()
    {
        var summary = await _rig.SettleAsync();
        Assert.Equal(0, summary.Inputs.Read);
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task A_second_run_reads_only_what_is_new()
    {
        await _rig.PutAsync(500);
        await _rig.SettleAsync();
        await _rig.PutAsync(300);
        var summary = await _rig.SettleAsync();
        Assert.Equal(300, summary.Inputs.Read);
        Assert.Equal(0, (await _rig.SettleAsync()).Inputs.Read);
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task From_a_time_on_reads_what_arrived_since_and_all_of_the_shards_that_follow()
    {
        await _rig.PutAsync(100);
        var start = TimeProvider.System.GetUtcNow();
        await _rig.PutAsync(50);
        var options = WorkerRig.Options with { Start = WorkerStart.At(start) };
        Assert.Equal(50, (await WorkerRig.RunAsync(_rig.NewWorker(options))).Inputs.Read);
        var shards = await _rig.Stream.ListShardsAsync(CancellationToken.None);
        await _rig.Stream.MergeAsync(shards[0].Id, shards[1].Id, CancellationToken.None);
        await _rig.PutAsync(70);
        Assert.Equal(70, (await WorkerRig.RunAsync(_rig.NewWorker(options))).Inputs.Read);
        Assert.Equal(0, (await _rig.SettleAsync()).Inputs.Read);
    }

    [Fact]
    public void Wrong_options_are_all_named_at_once()
    {
        var options = new WorkerOptions { Application = "", MaxLeases = 0, Failover = TimeSpan.Zero };
        Assert.Equal(3, options.Validate().Count);
        Assert.Throws<ArgumentException>(() => _rig.NewWorker(options));
    }
}
