using System.IO.Compression;
using System.Text;
using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Tests.Erasure;

public sealed class EraserTests
{
    private const string User = "user-3";
    private const int Seed = 20261125;

    [Theory]
    [InlineData(ErasureMode.Remove, true)]
    [InlineData(ErasureMode.Remove, false)]
    [InlineData(ErasureMode.Pseudonymise, true)]
    [InlineData(ErasureMode.Pseudonymise, false)]
    public async Task Killed_at_any_step_and_run_again_nothing_of_the_person_is_left_and_all_counts_hold(ErasureMode mode, bool isDone)
    {
        var crashes = 0;
        var stride = Environment.GetEnvironmentVariable("CLICKSTREAM_CAMPAIGN") == "long" ? 1 : 5;
        for (var crashAt = 1 + ((isDone ? 1 : 3) % stride); ; crashAt += stride)
        {
            var lake = await MakeAsync();
            var before = await RowsAsync(lake);
            var crashing = new CrashingStore(lake.Store, crashAt, isDone);
            var died = await Record.ExceptionAsync(() => EraseAsync(lake, mode, crashing));
            Assert.True(died is null or IOException, $"{died}");
            crashes += died is null ? 0 : 1;
            await EraseAsync(lake, mode);

            AssertGone(lake);
            await AssertRowsAsync(lake, before, mode);
            Assert.Equal(0, (await EraseAsync(lake, mode)).Total);
            if (died is null)
            {
                break;
            }
        }

        Assert.True(crashes >= 5, $"Only {crashes} steps were tried.");
    }

    [Theory]
    [InlineData(ErasureMode.Remove)]
    [InlineData(ErasureMode.Pseudonymise)]
    public async Task A_compactor_that_read_the_person_before_the_erasure_cannot_publish_them_after_it(ErasureMode mode)
    {
        var lake = await MakeAsync();
        lake.Flush([Input(900, "late-1") with { Page = "/late" }], RandomTraffic.Shard(0), 900, 901);
        var isErased = false;
        var racing = new HookedStore(lake.Store, async key =>
        {
            if (!isErased && key == LakeLayout.Manifest(LakeLayout.FactClicks, TestLake.FirstHour))
            {
                isErased = true;
                await EraseAsync(lake, mode);
            }
        });
        await lake.CompactAsync(store: racing);
        Assert.True(isErased);
        AssertGone(lake);
        var late = (await lake.ReadRowsAsync(TestLake.FirstHour)).Count(row => row.Contains("/late", StringComparison.Ordinal));
        Assert.Equal(mode == ErasureMode.Pseudonymise ? 1 : 0, late);
        AssertBalanced(lake);
    }

    [Theory]
    [InlineData(ErasureMode.Remove)]
    [InlineData(ErasureMode.Pseudonymise)]
    public async Task What_comes_late_does_not_bring_the_person_back_but_a_new_time_does(ErasureMode mode)
    {
        var lake = await MakeAsync();
        await EraseAsync(lake, mode);
        var erased = lake.Manifest(TestLake.FirstHour).Erased;
        var after = EventTime.From(lake.Time.GetUtcNow().AddHours(1)).Microseconds;
        TestInput[] inputs = [Input(900, "late-1") with { Page = "/late" }, Input(901, "new-1") with { Time = after, Page = "/new" }];
        lake.Flush(inputs, RandomTraffic.Shard(0), 900, 901);
        Assert.True((await lake.CompactAsync()).Succeeded);

        var late = Assert.Single(
            (await lake.ReadRowsAsync(TestLake.FirstHour)).Where(row => row.Contains("/late", StringComparison.Ordinal)).DefaultIfEmpty(string.Empty));
        Assert.Equal(mode == ErasureMode.Pseudonymise, late.Contains("|erased-", StringComparison.Ordinal));
        Assert.Equal(mode == ErasureMode.Remove ? 1 : 0, lake.Manifest(TestLake.FirstHour).Erased - erased);
        Assert.Contains(User, Assert.Single(await lake.ReadRowsAsync(new EventTime(after).Hour)), StringComparison.Ordinal);
        AssertBalanced(lake);
    }

    [Theory]
    [InlineData(ErasureMode.Remove, false)]
    [InlineData(ErasureMode.Remove, true)]
    [InlineData(ErasureMode.Pseudonymise, false)]
    [InlineData(ErasureMode.Pseudonymise, true)]
    public async Task A_backfill_that_read_the_person_before_the_erasure_does_not_bring_them_back(ErasureMode mode, bool isSecondErasure)
    {
        var lake = await MakeAsync();
        if (isSecondErasure)
        {
            await EraseAsync(lake, mode);
            lake.Time.Advance(TimeSpan.FromDays(1));
        }

        // They came back behind the first erasure, and are erased again while these events are under way.
        var time = isSecondErasure ? EventTime.From(lake.Time.GetUtcNow().AddHours(-1)).Microseconds : TestLake.FirstHour.Start.Microseconds + 7;
        var hour = new EventTime(time).Hour;
        lake.Store[$"{LakeLayout.Raw}{hour.Path}/a.json"] = (Input(900, "raw-1") with { Time = time, Page = "/raw" }).ToJson();
        var isErased = false;
        var racing = new HookedStore(lake.Store, async key =>
        {
            if (!isErased && key == LakeLayout.Manifest(LakeLayout.FactClicks, hour))
            {
                isErased = true;
                await EraseAsync(lake, mode);
            }
        });
        var result = await lake.CompactAsync(RawFiles.From(lake), racing);
        Assert.True(isErased);
        if (!result.Succeeded)
        {
            Assert.Contains("Run the same erase command again", Assert.Single(result.Parts, part => part.Outcome == CompactOutcome.Failed).Error, StringComparison.Ordinal);
            await EraseAsync(lake, mode);
            Assert.True((await lake.CompactAsync(RawFiles.From(lake))).Succeeded);
        }

        AssertGone(lake);
        var rows = (await lake.ReadRowsAsync(hour)).Count(row => row.Contains("/raw", StringComparison.Ordinal));
        Assert.Equal(mode == ErasureMode.Pseudonymise ? 1 : 0, rows);
        var manifest = lake.Manifest(hour);
        Assert.Equal(manifest.Landed, manifest.Accepted + manifest.Duplicates + manifest.Erased);
    }

    [Fact]
    public async Task Linked_devices_and_visits_go_too_but_not_those_who_signed_in_as_others()
    {
        var lake = new TestLake();
        string[] lines =
        [
            """{"click_id":"1","event_type":"view","event_timestamp":"2016-07-18T08:00:00Z","user_id":"user-3","anonymous_id":"a","session_id":"s"}""",
            """{"click_id":"2","event_type":"view","event_timestamp":"2016-07-18T08:00:01Z","anonymous_id":"a"}""",
            """{"click_id":"3","event_type":"view","event_timestamp":"2016-07-18T08:00:02Z","session_id":"s"}""",
            """{"click_id":"4","event_type":"view","event_timestamp":"2016-07-18T08:00:03Z","user_id":"other","anonymous_id":"a"}""",
            """{"click_id":"5","event_type":"view","event_timestamp":"2016-07-18T08:00:04Z","anonymous_id":"b"}""",
        ];
        var hour = new Hour((int)((new DateTimeOffset(2016, 7, 18, 8, 0, 0, TimeSpan.Zero) - DateTimeOffset.UnixEpoch).TotalHours));
        lake.Store[$"{LakeLayout.Landing}{hour.Path}/all.json.gz"] = TestLake.Compress(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        await lake.CompactAsync();
        var outcome = await Eraser(lake).RunAsync(new ErasureOptions { User = User, Anonymous = true }, CancellationToken.None);
        Assert.Equal((2L, 3L), (outcome.Links, outcome.Items["fact_clicks"]));
        Assert.Equal(["4", "5"], (await lake.ReadRowsAsync(hour)).Select(row => row.Split('|')[0]).Order());
        Assert.DoesNotContain("\"a\"", Encoding.UTF8.GetString(lake.Store[outcome.Receipt!]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_named_and_the_rest_is_done()
    {
        var lake = await MakeAsync();
        lake.Store[$"{LakeLayout.Raw}2026/03/01/00/cut.json.gz"] = TestLake.Compress("{\"user_id\":\"user-3\"}\n"u8)[..^9];
        var outcome = await EraseAsync(lake, ErasureMode.Remove);
        Assert.Contains(outcome.Problems, problem => problem.StartsWith("raw/clickstream/2026/03/01/00/cut.json.gz may hold the person", StringComparison.Ordinal));
        Assert.Equal(0, (await EraseAsync(lake, ErasureMode.Remove)).Total);
    }

    [Fact]
    public async Task A_replay_that_stands_in_the_midst_of_a_raw_object_is_finished_first()
    {
        var lake = await MakeAsync();
        lake.Store["audit/replay/default.json"] = """{"files":{"raw/x":{"finished":false,"inputs":3}}}"""u8.ToArray();
        var fault = await Assert.ThrowsAsync<ErasureConflictException>(() => EraseAsync(lake, ErasureMode.Remove));
        Assert.Contains("Run it to its end", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<TestLake> MakeAsync()
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(Seed), 120);
        for (var shard = 0; shard < RandomTraffic.Shards; shard++)
        {
            lake.Flush(inputs, RandomTraffic.Shard(shard), 0, 800);
        }

        lake.Store[$"{LakeLayout.Raw}2026/03/01/00/array.json"] = """[ {"user_id":"user-3","event_type":"view"}, {"user_id":"user-1"} ]"""u8.ToArray();
        lake.Store[$"{LakeLayout.Quarantine}2026/03/01/00/q.json.gz"] = lake.Store[$"{LakeLayout.AlertQuarantine}2026/03/01/00/q.json.gz"] = TestLake.Compress(
            "{\"reason\":\"missing_time\",\"hour\":\"2026/03/01/00\",\"source\":\"x\",\"length\":20,\"payload\":\"{\\\"user_id\\\":\\\"user-3\\\"}\"}\n"u8);
        lake.Store[$"{LakeLayout.AlertCopies}2026/03/01/00/purchase-1.json"] = lake.Store[$"{LakeLayout.DeadLetters}webhook/2026/03/01/00/1.json"] =
            """{"id":"purchase-1","rule":"purchase","order":"o","user_id":"user-3","product_id":"p","items":1,"revenue":2.5,"currency":"EUR","event_time":"2026-03-01T00:00:00+00:00","alert_time":"2026-03-01T00:00:00+00:00","text":"Order o by user user-3"}"""u8.ToArray();
        Assert.True((await lake.CompactAsync()).Succeeded);
        return lake;
    }

    private static TestInput Input(long sequence, string click) =>
        new(RandomTraffic.Shard(0), sequence, 0, click, TestLake.FirstHour.Start.Microseconds + 5_000_000) { User = User };

    private static Eraser Eraser(TestLake lake, IObjectStore? store = null)
    {
        return new Eraser(store ?? lake.Store, () => new Compactor(store ?? lake.Store, lake.Time), lake.Time);
    }

    private static Task<ErasureOutcome> EraseAsync(TestLake lake, ErasureMode mode, IObjectStore? store = null) => Eraser(lake, store).RunAsync(
        new ErasureOptions { User = User, Mode = mode, Compaction = new CompactOptions { Parallelism = 1 } }, CancellationToken.None);

    private static async Task<List<string>> RowsAsync(TestLake lake)
    {
        var rows = new List<string>();
        foreach (var hour in new[] { TestLake.FirstHour, new Hour(TestLake.FirstHour.Number + 1) })
        {
            rows.AddRange(await lake.ReadRowsAsync(hour));
        }

        return rows;
    }

    private static async Task AssertRowsAsync(TestLake lake, List<string> before, ErasureMode mode)
    {
        var theirs = before.Count(row => row.Contains($"|{User}|", StringComparison.Ordinal));
        Assert.True(theirs > 2, $"Seed {Seed} gives {theirs} rows.");
        var after = await RowsAsync(lake);
        if (mode == ErasureMode.Remove)
        {
            Assert.Equal(before.Where(row => !row.Contains($"|{User}|", StringComparison.Ordinal)), after);
        }
        else
        {
            var pseudonym = after.Select(row => row.Split('|')[3]).Where(user => user.StartsWith("erased-", StringComparison.Ordinal)).Distinct().Single();
            Assert.Equal(
                before.Order(StringComparer.Ordinal),
                after.Select(row => row.Replace(pseudonym, User, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }

        AssertBalanced(lake);
    }

    private static void AssertBalanced(TestLake lake)
    {
        foreach (var hour in new[] { TestLake.FirstHour, new Hour(TestLake.FirstHour.Number + 1) })
        {
            var manifest = lake.Manifest(hour);
            Assert.Equal(manifest.Landed, manifest.Accepted + manifest.Duplicates + manifest.Erased);
        }
    }

    // In no object, whatever its layer; Parquet is searched as bytes too, since a text of a dictionary of few values stands in it as it is.
    private static void AssertGone(TestLake lake)
    {
        foreach (var key in lake.Store.Keys(string.Empty))
        {
            var content = lake.Store[key];
            if (key.EndsWith(".gz", StringComparison.Ordinal))
            {
                using var plain = new MemoryStream();
                using var zip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
                zip.CopyTo(plain);
                content = plain.ToArray();
            }

            Assert.False(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(User)) >= 0, $"{key} holds the person.");
        }
    }
}
