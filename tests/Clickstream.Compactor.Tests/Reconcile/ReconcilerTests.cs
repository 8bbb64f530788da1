using System.Buffers;
using System.Text;
using Clickstream.Compactor.Reconcile;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Engagement;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Sketches;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Reconcile;

public sealed class ReconcilerTests
{
    private static readonly ShardId Shard = new("shardId-000000000000");
    private static readonly Hour Hour = TestLake.FirstHour;

    [Fact]
    public async Task What_was_read_landed_and_compacted_reconciles()
    {
        var lake = await MakeAsync();
        var result = await ReconcileAsync(lake);
        Assert.True(result.Reconciled, ReconcileTable.Render(result));
        Assert.Equal((14L, 10L, 1L, 3L), (result.Totals.Read, result.Totals.Accepted, result.Totals.Duplicates, result.Totals.Quarantined));
        Assert.Equal((10L, 2L, 5m), (result.Totals.ParquetRows, result.Totals.Orders, result.Totals.Revenue));
        Assert.Equal(new Dictionary<string, long> { ["malformed_json"] = 2, ["too_large"] = 1 }, result.QuarantinedByReason);
        Assert.Contains("\"reconciled\": true", Encoding.UTF8.GetString(lake.Store[result.Report!]), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Tamperings => new()
    {
        { "ledger", "landed" },
        { "ledger revenue", "landed_revenue" },
        { "ledger gone", "ledger" },
        { "parquet gone", "file" },
        { "parquet changed", "file" },
        { "parquet of other rows", "parquet_rows" },
        { "parquet named twice", "distinct_clicks" },
        { "manifest gone", "landed" },
        { "quarantine gone", "quarantined" },
        { "source quarantine gone", "quarantined_at_source" },
        { "producer", "put_is_read" },
        { "producer gone", "producer_ledger" },
        { "not compacted", "compacted" },
        { "engagement gone", "engagement" },
        { "leases gone", "lease" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Tampering_is_found(string tampering, string check)
    {
        var lake = await MakeAsync();
        await TamperAsync(lake, tampering);
        var result = await ReconcileAsync(lake, tampering == "leases gone" ? [] : null);
        Assert.False(result.Reconciled);
        Assert.Contains(result.Checks, found => found.Name == check && !found.Holds);
        Assert.Contains($"MISMATCH {check}", ReconcileTable.Render(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantine_behind_the_checkpoint_is_in_flight_and_not_counted()
    {
        var lake = await MakeAsync();
        Quarantine(lake, "later", Rejected(100, RejectionReason.MalformedJson));
        var result = await ReconcileAsync(lake);
        Assert.True(result.Reconciled, ReconcileTable.Render(result));
        Assert.Contains(result.Notes, note => note.StartsWith("1 quarantined inputs lie behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shard_whose_lease_is_gone_counts_by_the_ledger_of_its_end()
    {
        var lake = await MakeAsync();
        var ledger = LakeLayout.ShardLedger(Shard, Checkpoint.After(TestLake.Sequence(20))).Value;
        lake.Store[LakeLayout.ShardLedger(Shard, Checkpoint.ShardEnd).Value] = lake.Store[ledger];
        await lake.Store.DeleteAsync(new ObjectKey(ledger), CancellationToken.None);
        var result = await ReconcileAsync(lake, []);
        Assert.True(result.Reconciled, ReconcileTable.Render(result));
    }

    private static Task<ReconcileResult> ReconcileAsync(TestLake lake, IReadOnlyList<Lease>? leases = null)
    {
        leases ??= [new Lease(Shard, null, 1, Checkpoint.After(TestLake.Sequence(20)), 0, [], [], null)];
        return new Reconciler(lake.Store, new FixedLeases(leases), lake.Time).ReconcileAsync(CancellationToken.None);
    }

    private static async Task<TestLake> MakeAsync()
    {
        var lake = new TestLake();
        lake.Flush(Inputs(), Shard.Value, 1, 20);
        Quarantine(lake, $"{Shard}-1-20", Rejected(3, RejectionReason.MalformedJson), Rejected(4, RejectionReason.MalformedJson), Rejected(
            4, RejectionReason.MalformedJson));
        Quarantine(lake, "producer", new QuarantineEntry { Reason = RejectionReason.TooLarge, Hour = Hour, Source = "raw/x", Offset = 9, Origin = "p/x/1", Length = 2_000_000, Payload = default });
        PutEngagement(lake);
        lake.Store[LakeLayout.ShardLedger(Shard, Checkpoint.After(TestLake.Sequence(20))).Value] = LedgerJson.Serialize(
            ShardLedger(11, 7m));
        lake.Store[LakeLayout.ProducerLedger("p").Value] = LedgerJson.Serialize(ProducerLedger(13));
        Assert.True((await lake.CompactAsync()).Succeeded);
        return lake;
    }

    private static TestInput[] Inputs()
    {
        var inputs = Enumerable.Range(0, 10).Select(number => new TestInput(Shard.Value, number + 5, 0, $"c{number}", Hour.Start.Microseconds + number)).ToArray();
        inputs[2] = inputs[2] with { Type = "purchase", Price = 1m, Quantity = 3, Currency = "EUR" };
        inputs[3] = inputs[3] with { Type = "purchase", Price = 2m, Currency = "EUR", Order = "o" };
        return [.. inputs, inputs[3] with { Sequence = 20 }];
    }

    private static ShardLedger ShardLedger(long landed, decimal revenue) => new()
    {
        Shard = Shard,
        Producers = new Dictionary<string, long> { ["p"] = 13 },
        Hours = new Dictionary<string, HourCounts>
        {
            [Hour.Path] = new() { Read = landed + 2, Landed = landed, Quarantined = 2, Revenue = new Dictionary<string, decimal> { ["EUR"] = revenue } },
        },
    };

    private static ProducerLedger ProducerLedger(long put) => new()
    {
        Producer = "p",
        Read = put + 1,
        Put = put,
        Quarantined = new Dictionary<string, long> { [Hour.Path] = 1 },
        Complete = true,
    };

    private static QuarantineEntry Rejected(long sequence, RejectionReason reason) =>
        new() { Reason = reason, Hour = Hour, Source = Shard.Value, Position = $"{Shard}:{sequence}:0:0", Length = 1, Payload = "x"u8.ToArray() };

    private static void Quarantine(TestLake lake, string name, params QuarantineEntry[] entries)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var writer = new QuarantineLineWriter();
        foreach (var entry in entries)
        {
            writer.Write(entry, lines);
        }

        lake.Store[$"{LakeLayout.Quarantine}{Hour.Path}/{name}.json.gz"] = TestLake.Compress(lines.WrittenSpan);
    }

    private static void PutEngagement(TestLake lake)
    {
        var lines = new ArrayBufferWriter<byte>();
        EngagementLine.Write(
            new MinuteResult
            {
                Minute = Hour.Start.Minute,
                Shard = Shard,
                Partial = "5:0:0",
                Through = "20",
                State = MinuteState.Final,
                Events = 10,
                Late = 0,
                Duplicates = 1,
                Orders = 2,
                Cells = [],
                Users = new HyperLogLog(),
                Sessions = new HyperLogLog(),
                TopPages = new TopItems { Total = 0, MaxError = 0, Items = [] },
                TopProducts = new TopItems { Total = 0, MaxError = 0, Items = [] },
            },
            lines);
        lake.Store[LakeLayout.MicroBatch(LakeLayout.LandingEngagement, Hour, Shard, TestLake.Sequence(1), TestLake.Sequence(20)).Value] = TestLake.Compress(lines.WrittenSpan);
    }

    private static async Task TamperAsync(TestLake lake, string tampering)
    {
        var ledger = LakeLayout.ShardLedger(Shard, Checkpoint.After(TestLake.Sequence(20)));
        var file = new ObjectKey(lake.Manifest(Hour).Files[0].Key);
        var producer = LakeLayout.ProducerLedger("p");
        switch (tampering)
        {
            case "ledger":
                lake.Store[ledger.Value] = LedgerJson.Serialize(ShardLedger(12, 7m));
                break;
            case "ledger revenue":
                lake.Store[ledger.Value] = LedgerJson.Serialize(ShardLedger(11, 7.01m));
                break;
            case "parquet changed":
                lake.Store[file.Value][^9] ^= 1;
                break;
            case "parquet of other rows":
                var other = new TestLake();
                other.Flush(Inputs()[1..], Shard.Value, 1, 20);
                await other.CompactAsync();
                lake.Store[file.Value] = other.Store[other.Manifest(Hour).Files[0].Key];
                break;
            case "parquet named twice":
                var manifest = lake.Manifest(Hour);
                var bucket = manifest.Buckets[0];
                lake.Store[LakeLayout.Manifest(LakeLayout.FactClicks, Hour).Value] = ManifestJson.Serialize(manifest with { Buckets = [bucket with { Files = [.. bucket.Files, .. bucket.Files] }] });
                break;
            case "producer":
                lake.Store[producer.Value] = LedgerJson.Serialize(ProducerLedger(14));
                break;
            case "not compacted":
                lake.Flush(Inputs(), Shard.Value, 2, 19);
                break;
            case "leases gone":
                break;
            default:
                await lake.Store.DeleteAsync(Doomed(tampering, ledger, file, producer), CancellationToken.None);
                break;
        }
    }

    private static ObjectKey Doomed(string tampering, ObjectKey ledger, ObjectKey file, ObjectKey producer) => tampering switch
    {
        "ledger gone" => ledger,
        "parquet gone" => file,
        "producer gone" => producer,
        "manifest gone" => LakeLayout.Manifest(LakeLayout.FactClicks, Hour),
        "engagement gone" => LakeLayout.Manifest(LakeLayout.Engagement, Hour),
        "quarantine gone" => new ObjectKey($"{LakeLayout.Quarantine}{Hour.Path}/{Shard}-1-20.json.gz"),
        "source quarantine gone" => new ObjectKey($"{LakeLayout.Quarantine}{Hour.Path}/producer.json.gz"),
        _ => throw new ArgumentOutOfRangeException(nameof(tampering)),
    };
}
