using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Alerts;
using Clickstream.Core.Delivery;
using Clickstream.Core.Engagement;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;
using Clickstream.Local.Alerts;
using Clickstream.Local.Claims;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;
using Clickstream.Local.Streams;
using Clickstream.Stream.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>A data folder of its own with a stream, and the right answers for what was put into it.</summary>
internal sealed class WorkerRig
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly DateTimeOffset FirstEvent = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly string _path = Directory.CreateTempSubdirectory("clickstream-worker-").FullName;
    private readonly List<IDisposable> _stores = [];
    private readonly HashSet<string> _orders = [];
    private int _events;

    public WorkerRig()
    {
        Folder = LocalDataFolder.Open(_path);
        Stream = Keep(new SqliteEventStream(Folder, TimeProvider.System, new SqliteEventStreamOptions { Heartbeat = TimeSpan.FromMilliseconds(50) }));
        Leases = Keep(new SqliteLeaseStore(Folder));
        Objects = new FolderObjectStore(Folder, TimeProvider.System);
        Claims = Keep(new SqliteClaimStore(Folder, TimeProvider.System));
        File = Keep(new FileAlertChannel(Folder));
        Ports = new WorkerPorts(Stream, Leases, Objects, new ObjectStoreDelivery(Objects), Claims, [File]);
    }

    public LocalDataFolder Folder { get; }

    public SqliteEventStream Stream { get; }

    public SqliteLeaseStore Leases { get; }

    public FolderObjectStore Objects { get; }

    public SqliteClaimStore Claims { get; }

    public FileAlertChannel File { get; }

    public WorkerPorts Ports { get; }

    public int Events => _events;

    public static WorkerOptions Options { get; } = new()
    {
        Failover = TimeSpan.FromMilliseconds(600),
        FlushAge = TimeSpan.FromMilliseconds(100),
        EarlyEvery = TimeSpan.FromMilliseconds(100),
        UntilIdle = true,
        AlertRetry = TimeSpan.FromSeconds(1),
    };

    public StreamWorker NewWorker(WorkerOptions? options = null, WorkerPorts? ports = null) =>
        Keep(new StreamWorker(ports ?? Ports, options ?? Options, TimeProvider.System, NullLogger<StreamWorker>.Instance));

    /// <summary>Runs a worker until everything is settled.</summary>
    public Task<WorkerSummary> SettleAsync(WorkerPorts? ports = null) => RunAsync(NewWorker(Options, ports));

    public static async Task<WorkerSummary> RunAsync(StreamWorker worker, CancellationToken drain = default)
    {
        using var timeout = new CancellationTokenSource(Patience);
        return await worker.RunAsync(drain, timeout.Token);
    }

    /// <summary>Puts events, every fifth a purchase, one second of event time apart.</summary>
    public async Task PutAsync(int count)
    {
        for (var done = 0; done < count;)
        {
            var entries = new List<PutEntry>();
            for (; done < count && entries.Count < StreamLimits.MaxRecordsPerPut; done++)
                entries.Add(NewEvent());
            Assert.All(await Stream.PutAsync(entries, CancellationToken.None), outcome => Assert.IsType<PutOutcome.Accepted>(outcome));
        }
    }

    /// <summary>Checks that every event was counted once everywhere, every order was alerted once, and no shard that can be read is held.</summary>
    public async Task AssertExactAsync()
    {
        var lines = await LinesAsync(LakeLayout.Landing);
        var positions = lines.Select(line => line.RootElement.GetProperty("_position").GetString()).ToHashSet();
        var clicks = lines.Select(line => line.RootElement.GetProperty("click_id").GetString()).ToHashSet();
        Assert.Equal(_events, clicks.Count);
        Assert.Equal(_events, positions.Count);

        var engagement = new EngagementTable();
        foreach (var line in await LinesAsync(LakeLayout.LandingEngagement))
            engagement.Add(EngagementLine.Read(JsonSerializer.SerializeToUtf8Bytes(line.RootElement)));
        Assert.Equal(_events, engagement.Merged().Sum(minute => minute.Events));
        Assert.Equal(_orders.Count, engagement.Merged().Sum(minute => minute.Orders));
        Assert.All(engagement.Minutes, minute => Assert.All(engagement.GetPartials(minute), row => Assert.NotEqual(MinuteState.Early, row.State)));

        Assert.Equal(_orders.Order(), Alerts().Select(alert => alert.Order).Order());

        var leases = await Leases.ListAsync(CancellationToken.None);
        // A worker that dies right after the last checkpoint of a shard leaves its name there; nobody reads the shard again.
        Assert.All(leases.Where(lease => !lease.Checkpoint.IsShardEnd), lease => Assert.Null(lease.Owner));
        Assert.Equal(_events, (await LedgersAsync()).Sum(ledger => ledger.Hours.Values.Sum(hour => hour.Read)));
    }

    /// <summary>The ledgers at the checkpoints.</summary>
    public async Task<IReadOnlyList<ShardLedger>> LedgersAsync()
    {
        var ledgers = new List<ShardLedger>();
        foreach (var lease in await Leases.ListAsync(CancellationToken.None))
        {
            if (!lease.Checkpoint.IsShardEnd && lease.Checkpoint.SequenceNumber is null)
                continue;

            var key = LakeLayout.ShardLedger(lease.Shard, lease.Checkpoint);
            var stored = await Objects.GetAsync(key, CancellationToken.None);
            Assert.NotNull(stored);
            ledgers.Add(LedgerJson.ReadShard(key, stored.Content.Span));
        }

        return ledgers;
    }

    public IReadOnlyList<Alert> Alerts() => !System.IO.File.Exists(Folder.AlertsFile)
        ? []
        : [.. System.IO.File.ReadAllLines(Folder.AlertsFile).Select(line => AlertJson.Parse(Encoding.UTF8.GetBytes(line)))];

    public async Task<Lease> LeaseAsync(int shard) => (await Leases.ListAsync(CancellationToken.None))[shard];

    public async Task<IReadOnlyList<JsonDocument>> LinesAsync(string prefix)
    {
        var lines = new List<JsonDocument>();
        await foreach (var found in Objects.ListAsync(prefix, CancellationToken.None))
        {
            var stored = await Objects.GetAsync(found.Key, CancellationToken.None);
            var isZipped = found.Key.Value.EndsWith(".gz", StringComparison.Ordinal);
            using var content = new MemoryStream(stored!.Content.ToArray());
            await using System.IO.Stream text = isZipped ? new GZipStream(content, CompressionMode.Decompress) : content;
            using var reader = new StreamReader(text);
            while (await reader.ReadLineAsync() is { } line)
                lines.Add(JsonDocument.Parse(line));
        }

        return lines;
    }

    /// <summary>Waits for a condition, looking again and again.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(timeout.IsCancellationRequested, $"Waited {Patience} for: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    public void Remove()
    {
        _stores.Reverse();
        _stores.ForEach(store => store.Dispose());
        Directory.Delete(_path, recursive: true);
    }

    private T Keep<T>(T store)
        where T : IDisposable
    {
        _stores.Add(store);
        return store;
    }

    private PutEntry NewEvent()
    {
        var (key, json) = NewInput();
        return new PutEntry(key, Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Makes an event that is expected to be counted, for a test that puts it itself.</summary>
    public (string Key, string Json) NewInput()
    {
        var number = _events++;
        var isPurchase = number % 5 == 0;
        var time = FirstEvent.AddSeconds(number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var order = isPurchase ? $"\"order_id\":\"o{number}\",\"price\":2.50,\"quantity\":2,\"currency\":\"EUR\"," : string.Empty;
        if (isPurchase)
            _orders.Add($"o{number}");
        var json = $$"""
            {"click_id":"c{{number}}","event_type":"{{(isPurchase ? "purchase" : "view")}}","event_timestamp":"{{time}}",{{order}}"user_id":"u{{number % 37}}","session_id":"s{{number % 53}}"}
            """;
        return ($"user-{number % 37}", json);
    }
}
