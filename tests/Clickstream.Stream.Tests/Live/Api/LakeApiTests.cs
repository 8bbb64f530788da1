using System.Net;
using System.Text.Json;
using Clickstream.Contracts;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;

namespace Clickstream.Stream.Tests.Live.Api;

public sealed class LakeApiTests : IAsyncLifetime, IDisposable
{
    private static readonly Hour Newest = Rows.Noon.Hour;
    private static readonly Hour Before = new(Newest.Number - 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("clickstream-live-").FullName;
    private readonly FolderObjectStore _store;
    private readonly SqliteLeaseStore _leases;
    private LiveHost _host = null!;

    public LakeApiTests()
    {
        var folder = LocalDataFolder.Open(_folder);
        (_store, _leases) = (new FolderObjectStore(folder, TimeProvider.System), new SqliteLeaseStore(folder));
    }

    public async Task InitializeAsync()
    {
        _host = await LiveHost.StartAsync(null, sources => sources with { Store = _store, Leases = _leases });
        _host.Feed.Publish(Rows.Minute(0));
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    public void Dispose()
    {
        _leases.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Versions_and_what_waits_for_the_next_one_are_said_by_hour()
    {
        var taken = Key(LakeLayout.Landing, Newest, 1);
        await PublishAsync(Newest, rows: 100, [taken]);
        await _store.PutAsync(taken, new byte[10], CancellationToken.None);
        await _store.PutAsync(Key(LakeLayout.Landing, Newest, 2), new byte[20], CancellationToken.None);
        await _store.PutAsync(Key(LakeLayout.LandingEngagement, Before, 1), new byte[3], CancellationToken.None);

        var answer = await ApiClient.AskAsync(_host, "/api/compaction?hours=2");
        var hours = answer.GetProperty("hours");

        Assert.Equal([Newest.Path, Before.Path], hours.EnumerateArray().Select(hour => hour.GetProperty("hour").GetString()));
        Assert.Equal((1, 100, 1), (Int(hours[0], "files"), Int(hours[0], "rows"), Int(hours[0], "pending_objects")));
        Assert.Equal(JsonValueKind.Null, hours[1].GetProperty("version").ValueKind);
        Assert.Equal((2, 23), (Int(answer, "pending_objects"), Int(answer, "pending_bytes")));
    }

    [Fact]
    public async Task Ledgers_manifests_and_the_latest_report_are_laid_side_by_side()
    {
        await PublishAsync(Newest, rows: 90, []);
        await StoreLedgerAsync(new HourCounts { Read = 103, Landed = 100, Quarantined = 3, Late = 2 });
        await ReportAsync("20260101T000000000Z", reconciled: true);
        await ReportAsync("20260301T000000000Z", reconciled: false);
        await _host.View.RefreshAsync(CancellationToken.None);

        var answer = await ApiClient.AskAsync(_host, "/api/reconciliation");
        var hour = Assert.Single(answer.GetProperty("hours").EnumerateArray());
        var report = answer.GetProperty("report");

        Assert.Equal((103, 100, 90, 10), (Int(hour, "read"), Int(hour, "landed"), Int(hour, "published"), Int(hour, "waiting")));
        Assert.False(hour.GetProperty("proven").GetBoolean());
        Assert.Equal("audit/reconciliation/20260301T000000000Z.json", report.GetProperty("key").GetString());
        Assert.Equal("landed", Assert.Single(report.GetProperty("failed").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_damaged_manifest_is_said_and_the_page_goes_on()
    {
        await _store.PutAsync(LakeLayout.Manifest(LakeLayout.FactClicks, Newest), "{"u8.ToArray(), CancellationToken.None);

        var problem = await ApiClient.AskAsync(_host, "/api/compaction", HttpStatusCode.ServiceUnavailable);

        Assert.Contains("is damaged", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await ApiClient.AskAsync(_host, "/api/minutes");
    }

    [Fact]
    public async Task Many_who_ask_at_once_read_the_store_once()
    {
        await PublishAsync(Newest, rows: 1, []);
        var first = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ApiClient.AskAsync(_host, "/api/compaction?hours=5")));
        await PublishAsync(Newest, rows: 2, []);

        Assert.Single(first.Select(answer => answer.GetProperty("read_at").GetString()).Distinct());
        Assert.Equal(1, Int((await ApiClient.AskAsync(_host, "/api/compaction?hours=5")).GetProperty("hours")[0], "rows")); // For ten seconds.
    }

    private static int Int(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static ObjectKey Key(string prefix, Hour hour, int number) =>
        LakeLayout.MicroBatch(prefix, hour, Rows.Shard(0), new SequenceNumber($"{number}"), new SequenceNumber($"{number}"));

    private Task<ETag> PublishAsync(Hour hour, long rows, IReadOnlyList<ObjectKey> consumed)
    {
        var files = new[] { new DataFile("curated/file.parquet", rows, rows * 30, string.Empty) };
        var manifest = Manifests.OfHour(hour, "v1", files) with { Consumed = [.. consumed.Select(key => key.Name)] };
        return _store.PutAsync(LakeLayout.Manifest(LakeLayout.FactClicks, hour), ManifestJson.Serialize(manifest), CancellationToken.None);
    }

    private async Task StoreLedgerAsync(HourCounts counts)
    {
        var checkpoint = Checkpoint.After(new SequenceNumber("5"));
        Assert.True(await _leases.TryCreateAsync(new Lease(Rows.Shard(0), "other", 1, checkpoint, 0, [], [], null), CancellationToken.None));
        var ledger = new ShardLedger { Shard = Rows.Shard(0), Hours = new Dictionary<string, HourCounts> { [Newest.Path] = counts }, Producers = new Dictionary<string, long>() };
        await _store.PutAsync(LakeLayout.ShardLedger(ledger.Shard, checkpoint), LedgerJson.Serialize(ledger), CancellationToken.None);
    }

    private Task<ETag> ReportAsync(string name, bool reconciled) => _store.PutAsync(
        new ObjectKey($"audit/reconciliation/{name}.json"),
        System.Text.Encoding.UTF8.GetBytes(
            $$"""
            {"time":"2026-03-01T00:00:00Z","reconciled":{{(reconciled ? "true" : "false")}},"notes":["a note"],
             "checks":[{"name":"landed","scope":"{{Newest.Path}}","expected":"1","actual":"2","holds":{{(reconciled ? "true" : "false")}},"explanation":null}],
             "hours":[{"hour":"{{Newest.Path}}","reconciled":{{(reconciled ? "true" : "false")}}}]}
            """),
        CancellationToken.None);
}
