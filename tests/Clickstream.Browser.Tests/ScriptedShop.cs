using Clickstream.Core.Alerts;
using Clickstream.Core.Engagement;
using Clickstream.Core.Leases;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;
using Clickstream.Stream.Live;
using Clickstream.Stream.Shards;
using Clickstream.Stream.Worker;

namespace Clickstream.Browser.Tests;

/// <summary>Plays a worker's feed from a seed: a shop with two shards, busy by day, with the right answers counted along.</summary>
internal sealed class ScriptedShop : IDisposable
{
    private static readonly string[] Types = ["view", "search", "click", "add_to_cart", "checkout", "purchase", "landing"];
    private static readonly double[] TypeShares = [0.44, 0.17, 0.15, 0.09, 0.035, 0.025, 0.09];
    private static readonly string[] Devices = ["mobile", "desktop", "tablet"];
    private static readonly string[] Countries = ["DE", "US", "FR", "GB", "NL", "PL", "ES", "IT", "SE", "unknown"];
    private static readonly string[] Pages =
        ["/", "/search", "/cart", "/checkout", "/c/shoes", "/c/garden", "/p/4411-trail-runner", "/p/1290-walnut-desk"];
    private static readonly string[] Products =
        ["Trail runner", "Walnut desk", "Enamel mug", "Linen shirt", "Desk lamp", "Wool blanket", "Garden shears", "<b>Bold & brave</b>"];

    private readonly DataFolder _folder = new();
    private readonly FolderObjectStore _store;
    private readonly SqliteLeaseStore _leases;
    private readonly Random _random = new(7);
    private long _sequence = 1_000_000;
    private long _order = 4200;

    public ScriptedShop()
    {
        var folder = LocalDataFolder.Open(_folder.Path);
        (_store, _leases) = (new FolderObjectStore(folder, TimeProvider.System), new SqliteLeaseStore(folder));
    }

    public WorkerFeed Feed { get; } = new();

    /// <summary>The feed, beside a store and a lease table with nothing in them yet.</summary>
    public LiveSources Sources => new() { Feed = Feed, Store = _store, Leases = _leases };

    public Minute Newest { get; private set; }

    public long Events { get; private set; }

    public long Orders { get; private set; }

    public long Alerts { get; private set; }

    public decimal Revenue { get; private set; }

    /// <summary>Every cell that was published, with its minute: what a filter must add up to.</summary>
    public List<(Minute Minute, EngagementCell Cell)> Cells { get; } = [];

    /// <summary>Publishes minutes of both shards up to one, the last of them still early.</summary>
    public void Play(Minute first, Minute last)
    {
        for (var number = first.Number; number <= last.Number; number++)
        {
            var minute = new Minute(number);
            var busy = 620 + (380 * Math.Sin((number % 1440 / 1440.0 * 2 * Math.PI) - 2.2)) + _random.Next(-160, 160);
            var state = number >= last.Number - 1 ? MinuteState.Early : number % 41 == 0 ? MinuteState.Restated : MinuteState.Final;
            for (var shard = 0; shard < 2; shard++)
            {
                PlayMinute(minute, shard, (int)busy, state);
            }
        }

        Newest = last;
        Status(isReady: true);
    }

    /// <summary>Publishes one alert.</summary>
    public string Alert()
    {
        var (order, amount) = ($"ORD-{++_order}", 9m + (_random.Next(100, 24_000) / 100m));
        var time = Newest.Start.ToDateTimeOffset().AddSeconds(_random.Next(60));
        Feed.Publish(new Alert(
            $"alert-{order}",
            "purchase",
            order,
            "secret-user-77",
            "p1",
            _random.Next(1, 5),
            amount,
            "EUR",
            time,
            time.AddMilliseconds(40),
            "secret-user-77 bought it"));
        Alerts++;
        return order;
    }

    /// <summary>Sets the state of the shards and the worker.</summary>
    public void Status(bool isReady, string? problem = null)
    {
        Feed.Readiness = new WorkerReadiness(
            isReady,
            isReady ? "2 of 3 shards are read by this worker." : "The worker is taking its leases.");
        Feed.Shards =
        [
            Shard(0, ShardActivity.Reading, "worker-1", TimeSpan.FromMilliseconds(180), problem),
            Shard(1, ShardActivity.Idle, "worker-1", TimeSpan.Zero, null),
            new ShardStatus(new ShardId("shardId-000000000002"), ShardActivity.Elsewhere, Checkpoint.After(new SequenceNumber("918273")))
            {
                Owner = "worker-2",
            },
        ];
    }

    public void Dispose()
    {
        Feed.Dispose();
        _leases.Dispose();
        _folder.Dispose();
    }

    private ShardStatus Shard(int number, ShardActivity activity, string owner, TimeSpan behind, string? problem) =>
        new(new ShardId($"shardId-{number:D12}"), activity, Checkpoint.After(new SequenceNumber("1000000")))
        {
            Owner = owner,
            Position = new SequenceNumber($"{_sequence}"),
            BehindLatest = behind,
            Watermark = Newest.Start,
            Counts = number == 0 && Events > 0 ? new ShardCounts(Events + 48 + 7, Events + 48, 7, 19, 48, 3) : default,
            Problem = problem,
        };

    private void PlayMinute(Minute minute, int shard, int events, MinuteState state)
    {
        var (users, sessions) = (new HyperLogLog(), new HyperLogLog());
        for (var i = 0; i < events / 3; i++)
        {
            users.Add((ulong)_random.NextInt64(1000) * 0x9E3779B97F4A7C15UL);
            sessions.Add((ulong)_random.NextInt64(2000) * 0xD1B54A32D192ED03UL);
        }

        List<EngagementCell> cells = [];
        long counted = 0, orders = 0;
        for (var type = 0; type < Types.Length; type++)
        {
            var count = (long)(events * TypeShares[type]);
            var isPurchase = Types[type] == "purchase";
            var revenue = isPurchase ? (count * 4211 / 100m) + 0.37m : 0m;
            cells.Add(new EngagementCell(
                Types[type],
                Devices[Math.Min(_random.Next(4), 2)],
                Countries[(int)(Math.Pow(_random.NextDouble(), 2) * 10)],
                count,
                isPurchase ? new Dictionary<string, decimal> { ["EUR"] = revenue } : EngagementCell.NoRevenue));
            Cells.Add((minute, cells[^1]));
            (counted, orders, Revenue) = (counted + count, orders + (isPurchase ? count : 0), Revenue + revenue);
        }

        Feed.Publish(new MinuteResult
        {
            Minute = minute,
            Shard = new ShardId($"shardId-{shard:D12}"),
            Partial = $"{minute.Number}:0:0",
            Through = $"{++_sequence}",
            State = state,
            Events = counted,
            Late = state == MinuteState.Restated ? 4 : 0,
            Duplicates = 0,
            Orders = orders,
            Cells = cells,
            Users = users,
            Sessions = sessions,
            TopPages = Top(Pages.Select(page => "https://shop.example" + page), events),
            TopProducts = Top(Products, events / 4),
        });
        (Events, Orders) = (Events + counted, Orders + orders);
    }

    private TopItems Top(IEnumerable<string> names, int events)
    {
        var items = names.Select((name, index) => new TopItem(name, (events / (index + 2)) + _random.Next(5))).ToList();
        return TopItems.From(items, items.Sum(item => item.Count), 0);
    }
}
