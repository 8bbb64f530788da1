using System.IO.Compression;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;
using Clickstream.Stream.Live;
using Clickstream.Stream.Live.State;
using Clickstream.Stream.Shards;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Tests.Live;

public sealed class LiveViewTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clickstream-live-").FullName;
    private readonly WorkerFeed _feed = new();

    public void Dispose()
    {
        _feed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_shards_of_a_minute_are_summed_and_its_users_counted_once()
    {
        var state = await ReadAsync(new LiveSources { Feed = _feed }, () =>
        {
            _feed.Publish(Rows.Minute(0, shard: 0, events: 10));
            _feed.Publish(Rows.Minute(0, shard: 1, events: 20));
            _feed.Publish(Rows.Minute(0, shard: 1, events: 5, partial: "900:0:0"));
        });

        var minute = Assert.Single(state.Minutes!);
        Assert.Equal((35, 20, 6, "final"), (minute.Events, minute.Users, minute.Orders, minute.State));
        Assert.Equal([new LiveMoney("EUR", 31.5m)], minute.Revenue);
        Assert.Equal((6, 1L), (state.Totals!.Orders, state.Totals.EngagementMinutes));
        Assert.Equal(20, state.Recent!.ActiveUsers);
        Assert.Equal([new LiveCount("view", 29), new LiveCount("purchase", 6)], state.Breakdown!.Types);
        Assert.Equal([new LiveCount("/p/1", 35)], state.Breakdown.Pages);
    }

    [Fact]
    public async Task A_later_row_of_a_partial_replaces_an_earlier_one_however_they_come()
    {
        var state = await ReadAsync(new LiveSources { Feed = _feed }, () =>
        {
            _feed.Publish(Rows.Minute(0, events: 10, through: 100, state: MinuteState.Early));
            _feed.Publish(Rows.Minute(0, events: 30, through: 1000, state: MinuteState.Restated));
            _feed.Publish(Rows.Minute(0, events: 20, through: 999, state: MinuteState.Final));
        });

        var minute = Assert.Single(state.Minutes!);
        Assert.Equal((30, "restated"), (minute.Events, minute.State));
        Assert.Equal(2, state.Totals!.Orders);
    }

    [Fact]
    public async Task Days_of_minutes_are_counted_and_the_last_day_is_shown()
    {
        const int Minutes = 3 * 24 * 60;
        var state = await ReadAsync(new LiveSources { Feed = _feed }, () =>
        {
            for (var minute = 0; minute < Minutes; minute++)
            {
                _feed.Publish(Rows.Minute(minute, events: 4));
            }
        });

        Assert.Equal(24 * 60, state.Minutes!.Count);
        Assert.Equal((Minutes, 2L * Minutes), (state.Totals!.EngagementMinutes, state.Totals.Orders));
        Assert.Equal(Rows.Noon.Number + Minutes - (24 * 60), state.FirstMinute);
        Assert.Equal(20, state.Recent!.Events);
    }

    [Fact]
    public async Task A_clock_that_is_fast_does_not_move_what_is_recent()
    {
        _feed.Shards = [Status(0, ShardActivity.Reading, default) with { Watermark = Rows.Noon.Start }];
        var state = await ReadAsync(new LiveSources { Feed = _feed }, () =>
        {
            _feed.Publish(Rows.Minute(0, events: 10));
            _feed.Publish(Rows.Minute(600, events: 3, partial: "7:0:0"));
        });

        Assert.Equal(10, state.Recent!.Events);
        Assert.Equal(2, state.Totals!.EngagementMinutes);
    }

    [Fact]
    public async Task What_other_workers_stored_is_shown_and_nothing_is_counted_twice()
    {
        var (store, leases) = OpenStores();
        using var _ = leases;
        var own = Rows.Minute(0, shard: 0, events: 10);
        await StoreAsync(store, own, Rows.Minute(0, shard: 1, events: 20), Rows.Minute(-70, shard: 1, events: 5));
        await StoreLedgerAsync(store, leases, shard: 1, read: 30, landed: 27, quarantined: 3);
        _feed.Shards = [Status(0, ShardActivity.Reading, new ShardCounts(12, 11, 1, 4, 1, 2)), Status(1, ShardActivity.Elsewhere, default)];

        var state = await ReadAsync(new LiveSources { Feed = _feed, Store = store, Leases = leases }, () => _feed.Publish(own));

        Assert.Equal([5, 30], state.Minutes!.Select(minute => minute.Events));
        var totals = state.Totals!;
        Assert.Equal((42, 35, 3, 4), (totals.Read, totals.Accepted, totals.Duplicates, totals.Quarantined));
        Assert.Equal((4, 2, 6), (totals.Late, totals.Redelivered, totals.Orders));
        Assert.Equal([12, 30], state.Shards!.Select(shard => shard.Read));
        Assert.Null(state.Status!.Problem);
    }

    [Fact]
    public async Task A_damaged_object_is_left_out_and_said()
    {
        var (store, leases) = OpenStores();
        using var _ = leases;
        await StoreAsync(store, Rows.Minute(0, events: 10));
        await store.PutAsync(Key(Rows.Minute(0), 7), "no gzip"u8.ToArray(), CancellationToken.None);

        var state = await ReadAsync(new LiveSources { Feed = _feed, Store = store, Leases = leases }, () => { });

        Assert.Equal(10, Assert.Single(state.Minutes!).Events);
        Assert.Contains("1 stored objects", state.Status!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_are_counted_once_and_hold_no_person()
    {
        await using var host = await LiveHost.StartAsync();
        for (var alert = 0; alert < 60; alert++)
        {
            host.Feed.Publish(Rows.Alert(alert));
        }

        host.Feed.Publish(Rows.Alert(3));
        var state = await host.StateAsync();

        Assert.Equal(60, state.GetProperty("totals").GetProperty("alerts").GetInt64());
        Assert.Equal(50, state.GetProperty("alerts").GetArrayLength());
        Assert.Equal("order-59", state.GetProperty("alerts")[49].GetProperty("order").GetString());
        Assert.DoesNotContain("user-of-the-alert", state.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<LiveState> ReadAsync(LiveSources sources, Action publish)
    {
        await using var view = LiveView.Start(sources, TimeProvider.System);
        publish();
        await view.RefreshAsync(CancellationToken.None);
        return view.Board.Read(0);
    }

    private static ShardStatus Status(int shard, ShardActivity activity, ShardCounts counts) =>
        new(Rows.Shard(shard), activity, Checkpoint.TrimHorizon) { Counts = counts };

    private static ObjectKey Key(MinuteResult row, long number) => LakeLayout.MicroBatch(
        LakeLayout.LandingEngagement, row.Minute.Hour, row.Shard, new SequenceNumber($"{number}"), new SequenceNumber($"{number}"));

    private static async Task StoreAsync(FolderObjectStore store, params MinuteResult[] rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var content = new MemoryStream();
            await using (var gzip = new GZipStream(content, CompressionLevel.Fastest))
            {
                var line = new System.Buffers.ArrayBufferWriter<byte>();
                EngagementLine.Write(rows[i], line);
                await gzip.WriteAsync(line.WrittenMemory);
            }

            await store.PutAsync(Key(rows[i], i + 1), content.ToArray(), CancellationToken.None);
        }
    }

    private static async Task StoreLedgerAsync(
        FolderObjectStore store, SqliteLeaseStore leases, int shard, long read, long landed, long quarantined)
    {
        var checkpoint = Checkpoint.After(new SequenceNumber("555"));
        var lease = new Lease(Rows.Shard(shard), "other", 1, checkpoint, 0, [], [], null);
        Assert.True(await leases.TryCreateAsync(lease, CancellationToken.None));
        var ledger = new ShardLedger
        {
            Shard = lease.Shard,
            Hours = new Dictionary<string, HourCounts>
            {
                [Rows.Noon.Hour.Path] = new() { Read = read, Landed = landed, Quarantined = quarantined },
            },
            Producers = new Dictionary<string, long>(),
        };
        await store.PutAsync(LakeLayout.ShardLedger(lease.Shard, checkpoint), LedgerJson.Serialize(ledger), CancellationToken.None);
    }

    private (FolderObjectStore Store, SqliteLeaseStore Leases) OpenStores()
    {
        var folder = LocalDataFolder.Open(_folder);
        return (new FolderObjectStore(folder, TimeProvider.System), new SqliteLeaseStore(folder));
    }
}
