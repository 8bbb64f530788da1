using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Producer.Quarantine;
using Clickstream.Producer.Tests.Replay;
using Clickstream.Producer.Tests.Streams;

namespace Clickstream.Producer.Tests.Quarantine;

public sealed class QuarantineReplayTests
{
    private static readonly Hour Hour = new(494_000);
    private static readonly ShardId Shard = new("shardId-000000000000");

    private static readonly QuarantineReplayOptions Options = new()
    {
        Producer = ReplayFixture.Options.Producer,
        BatchEntries = 10,
        Fix = new PayloadFix { Renames = new Dictionary<string, string> { ["kind"] = "event_type" } },
    };

    [Fact]
    public async Task What_a_fix_makes_valid_is_put_once_and_the_rest_stays()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(4);
        await WriteAsync(folder, "a", [.. Misnamed(20), Entry(90, "not json", RejectionReason.MalformedJson), Cut(91), Entry(999, Json(999))]);
        var first = await RunAsync(folder.Objects, stream);
        Assert.Equal((20L, 1L, 1L, 1L), (first.Replayed, first.StillInvalid[RejectionReason.MalformedJson], first.Unfit, first.InFlight));
        var again = await RunAsync(folder.Objects, stream);
        Assert.Equal((0L, 20L, 1L), (again.Replayed, again.Before, again.StillInvalid[RejectionReason.MalformedJson]));
        var inputs = await StoredInputs.ReadAsync(stream);
        Assert.Equal(20, inputs.Count);
        Assert.All(inputs, input => Assert.StartsWith("quarantine/", input.Origin, StringComparison.Ordinal));
        Assert.Contains(inputs, input => input is { Key: "u3", Data: """{"event_type":"view","event_timestamp":"2026-03-01T10:00:03Z","user_id":"u3"}""" });
        Assert.Equal((20L, 20L, true), await LedgerAsync(folder));
    }

    [Fact]
    public async Task Reason_and_hour_choose()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        var later = new Hour(Hour.Number + 1);
        await WriteAsync(folder, "a", [.. Misnamed(3), Entry(50, Json(50), RejectionReason.MissingTime)]);
        await WriteAsync(folder, "b", [Entry(60, Json(60)) with { Hour = later }]);
        Assert.Equal(1, (await RunAsync(folder.Objects, stream, Options with { Hour = later })).Replayed);
        Assert.Equal(1, (await RunAsync(folder.Objects, stream, Options with { Reason = RejectionReason.MissingTime })).Replayed);
        var rest = await RunAsync(folder.Objects, stream);
        Assert.Equal((3L, 2L), (rest.Replayed, rest.Before));
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        await WriteAsync(folder, "a", [.. Misnamed(3)]);
        var plan = await (await ReplayerAsync(folder.Objects, stream)).PlanAsync(Options, DataFolder.Deadline);
        Assert.Equal(3, plan.Replayed);
        Assert.Empty(await StoredInputs.ReadAsync(stream));
        Assert.Empty(await folder.ListAsync("audit/quarantine/"));
        Assert.Empty(await folder.ListAsync(LakeLayout.ProducerLedgers));
    }

    [Fact]
    public async Task Killed_around_every_write_each_entry_enters_once_with_one_origin_and_one_content()
    {
        // The run after a kill is given another fix: what had begun must be finished with the first one.
        var other = Options with { Fix = new PayloadFix { Renames = Options.Fix.Renames, Sets = new Dictionary<string, string> { ["country"] = "DE" } } };
        for (var killAt = 1; ; killAt++)
        {
            using var folder = new DataFolder();
            var stream = await folder.OpenStreamAsync(1);
            await WriteAsync(folder, "a", [.. Misnamed(15)]);
            await WriteAsync(folder, "b", [.. Misnamed(20)]); // Written again with other boundaries.
            var step = 0;
            var killed = new HookedStore(folder.Objects) { AroundPut = _ => Kill(ref step, killAt) };
            var wasKilled = await Record.ExceptionAsync(() => RunAsync(killed, stream)) is KilledException;
            await RunAsync(folder.Objects, stream, other);

            var inputs = await StoredInputs.ReadAsync(stream);
            var byOrigin = inputs.GroupBy(input => input.Origin).ToList();
            Assert.Equal(20, byOrigin.Count);
            Assert.All(byOrigin, origin => Assert.Single(origin.Select(input => input.Data).Distinct()));
            Assert.Equal(20, inputs.Select(input => input.Key).Distinct().Count());
            Assert.Equal(20, (await ReplayedEntries.ReadAsync(folder.Objects, DataFolder.Deadline)).Count);
            Assert.Equal((20L, 20L, true), await LedgerAsync(folder));
            if (!wasKilled)
            {
                Assert.True(killAt > 16, $"Only {killAt} points were tried.");
                return;
            }
        }
    }

    [Fact]
    public async Task Two_at_once_do_not_both_put_a_batch_unknown_to_the_other()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(2);
        await WriteAsync(folder, "a", [.. Misnamed(40)]);
        var started = false;
        var racing = new HookedStore(folder.Objects)
        {
            BeforeConditionalPut = key =>
            {
                if (!started && key == LakeLayout.QuarantineJournal)
                {
                    started = true;
                    RunAsync(folder.Objects, stream).GetAwaiter().GetResult();
                }
            },
        };
        await Assert.ThrowsAsync<QuarantineConflictException>(() => RunAsync(racing, stream));
        Assert.Equal(40, (await StoredInputs.ReadAsync(stream)).Count);
        Assert.Equal((40L, 40L, true), await LedgerAsync(folder));
    }

    [Fact]
    public async Task A_damaged_list_of_what_was_put_stops_it()
    {
        using var folder = new DataFolder();
        var stream = await folder.OpenStreamAsync(1);
        await WriteAsync(folder, "a", [.. Misnamed(3)]);
        await RunAsync(folder.Objects, stream);
        await folder.Objects.PutAsync(LakeLayout.ReplayedBatch(0), "{}"u8.ToArray(), DataFolder.Deadline);
        await Assert.ThrowsAsync<UnknownFormatException>(() => RunAsync(folder.Objects, stream));
        Assert.Equal(3, (await StoredInputs.ReadAsync(stream)).Count);
    }

    private static void Kill(ref int step, int at)
    {
        if (++step >= at)
        {
            throw new KilledException();
        }
    }

    private static async Task<QuarantineReplayOutcome> RunAsync(IObjectStore store, IEventStream stream, QuarantineReplayOptions? options = null) =>
        await (await ReplayerAsync(store, stream)).RunAsync(options ?? Options, CancellationToken.None, DataFolder.Deadline);

    private static async Task<QuarantineReplayer> ReplayerAsync(IObjectStore store, IEventStream stream)
    {
        // The shard has been read to record 500 and to its end; no lease is left of it, so its ledger says so.
        if (await store.GetAsync(LakeLayout.ShardLedger(Shard, Checkpoint.ShardEnd), DataFolder.Deadline) is null)
        {
            await store.PutIfAbsentAsync(LakeLayout.ShardLedger(Shard, Checkpoint.ShardEnd), "{}"u8.ToArray(), DataFolder.Deadline);
        }

        var positions = await DurablePositions.ReadAsync(store, new NoLeases(), DataFolder.Deadline);
        return new QuarantineReplayer(store, stream, positions, TimeProvider.System);
    }

    private static IEnumerable<QuarantineEntry> Misnamed(int count) => Enumerable.Range(0, count).Select(number => Entry(number, Json(number)));

    private static string Json(int number) => $$"""{"kind":"view","event_timestamp":"2026-03-01T10:00:{{number % 60:D2}}Z","user_id":"u{{number}}"}""";

    private static QuarantineEntry Entry(int number, string payload, RejectionReason reason = RejectionReason.MissingType) => new()
    {
        Reason = reason,
        Hour = Hour,
        Source = Shard.Value,
        Position = $"{(number == 999 ? "shardId-000000000001" : Shard)}:{number + 1}:0:0",
        Length = payload.Length,
        Payload = Encoding.UTF8.GetBytes(payload),
    };

    private static QuarantineEntry Cut(int number) => Entry(number, Json(number), RejectionReason.TooLarge) with { Length = 2_000_000 };

    private static async Task WriteAsync(DataFolder folder, string name, IEnumerable<QuarantineEntry> entries)
    {
        using var writer = new QuarantineLineWriter();
        foreach (var hour in entries.GroupBy(entry => entry.Hour))
        {
            var lines = new System.Buffers.ArrayBufferWriter<byte>();
            foreach (var entry in hour)
            {
                writer.Write(entry, lines);
            }

            await folder.Objects.PutAsync(
                new ObjectKey($"{LakeLayout.Quarantine}{hour.Key.Path}/{name}.json.gz"), ReplayFixture.Gzip(lines.WrittenSpan.ToArray()), DataFolder.Deadline);
        }
    }

    private static async Task<(long Read, long Put, bool Complete)> LedgerAsync(DataFolder folder)
    {
        var key = LakeLayout.ProducerLedger("quarantine");
        var ledger = LedgerJson.ReadProducer(key, (await folder.Objects.GetAsync(key, DataFolder.Deadline))!.Content.Span);
        return (ledger.Read, ledger.Put, ledger.Complete);
    }

    private sealed class KilledException : Exception;

    private sealed class NoLeases : ILeaseStore
    {
        public Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Lease>>([]);

        public Task<Lease?> GetAsync(ShardId shard, CancellationToken cancellationToken) => Task.FromResult<Lease?>(null);

        public Task<bool> TryCreateAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Lease?> RenewAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Lease?> TakeAsync(Lease lease, string owner, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Lease?> EvictAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Lease?> CheckpointAsync(Lease lease, Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
