using Clickstream.Local.Alerts;
using Clickstream.Stream.Live;
using Clickstream.Stream.Live.State;
using Clickstream.Stream.Tests.Worker;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Live;

/// <summary>The page over a real worker and real stores.</summary>
public sealed class LiveWorkerTests : IAsyncLifetime
{
    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(3, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_page_of_a_worker_and_that_of_a_later_process_show_the_same_right_numbers()
    {
        await _rig.PutAsync(500);
        await _rig.SettleAsync();
        await _rig.PutAsync(500);
        var worker = _rig.NewWorker();

        // The worker's own feed has seen the second half only; the first is read from what is stored.
        var own = await ReadAsync(worker.Feed, () => WorkerRig.RunAsync(worker));
        using var nobody = new WorkerFeed();
        var later = await ReadAsync(nobody, () => Task.CompletedTask);

        foreach (var totals in new[] { own, later })
        {
            Assert.Equal((1000, 1000, 0, 0), (totals.Read, totals.Accepted, totals.Duplicates, totals.Quarantined));
            Assert.Equal((200, 200, 17, 0), (totals.Orders, totals.Alerts, totals.EngagementMinutes, totals.Redelivered));
            Assert.Equal([new LiveMoney("EUR", 1000m)], totals.Revenue);
        }

        Assert.Equal(own.Late, later.Late);
    }

    [Fact]
    public async Task Without_a_place_to_read_from_the_page_shows_this_workers_minutes()
    {
        await _rig.PutAsync(300);
        var worker = _rig.NewWorker();
        await using var view = LiveView.Start(new LiveSources { Feed = worker.Feed }, TimeProvider.System);
        await WorkerRig.RunAsync(worker);
        await view.RefreshAsync(CancellationToken.None);

        var state = view.Board.Read(0);

        Assert.Equal((300, 60, 5), (state.Totals!.Read, state.Totals.Orders, state.Totals.EngagementMinutes));
        Assert.Equal(60, state.Totals.Alerts);
        Assert.Equal(300, state.Minutes!.Sum(minute => minute.Events));
        Assert.Equal(3, state.Shards!.Count);
    }

    private async Task<LiveTotals> ReadAsync(WorkerFeed feed, Func<Task> run)
    {
        var sources = new LiveSources
        {
            Feed = feed,
            Store = _rig.Objects,
            Leases = _rig.Leases,
            Alerts = new AlertFileHistory(_rig.Folder).ReadAsync,
        };
        await using var view = LiveView.Start(sources, TimeProvider.System);
        await run();
        await view.RefreshAsync(CancellationToken.None);
        return view.Board.Read(0).Totals!;
    }
}
