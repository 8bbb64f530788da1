using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;
using Clickstream.Stream.Pipeline;
using static Clickstream.Stream.Tests.Pipeline.TestEvents;

namespace Clickstream.Stream.Tests.Pipeline;

public sealed class ShardStateTests
{
    private static readonly PipelineOptions Options = new() { SeenGenerationSize = 16, MinSeenInputs = 64, MaxSeenInputs = 128 };

    [Theory]
    [InlineData("TRIM_HORIZON")]
    [InlineData("LATEST")]
    [InlineData("AT_TIMESTAMP")]
    public async Task Where_nothing_was_read_there_is_no_state(string checkpoint) =>
        Assert.Null(await ShardState.LoadAsync(new MemoryObjectStore(), Shard, new Checkpoint(checkpoint), default));

    [Fact]
    public async Task Undelivered_alerts_come_back()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, Purchase("a", 1, "o1", 2.50m)));
        run.Pipeline.Outbox = run.Alerts;
        run.Flush();
        Assert.Equal(run.Alerts, (await run.LoadStateAsync()).Outbox);
        await run.RestartAsync();
        Assert.Equal(run.Alerts, run.Pipeline.Outbox);
    }

    [Fact]
    public async Task After_a_restart_every_minute_in_memory_is_shown_again()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5)), Plain(2, View("b", 65)), Plain(3, View("c", 130)));
        run.Flush();
        await run.RestartAsync();
        run.Minutes.Clear();
        run.Pipeline.EmitEarly();
        Assert.Equal(["Final", "Early", "Early"], run.Minutes.Select(minute => minute.State.ToString()));
        Assert.False(run.Pipeline.HasPending);
    }

    [Fact]
    public async Task Only_what_the_checkpoint_needs_stays_in_the_store()
    {
        using var run = Filled(50);
        Assert.Equal(run.Checkpoint, (await run.LoadStateAsync()).Checkpoint);
        var state = run.Store.KeysUnder(LakeLayout.StateOf(Shard)).ToArray();
        Assert.Single(state, key => key.Name == "state.bin");
        Assert.InRange(state.Length, 4, 1 + (128 / 16));
        Assert.Single(run.Store.KeysUnder(LakeLayout.ShardLedgers));
    }

    [Fact]
    public async Task What_a_killed_worker_left_is_removed_with_the_next_flush()
    {
        using var run = Filled(10);
        run.Process(Plain(1_000, View("x", 1)));
        run.Flush(killAfter: 99);
        var leftover = LakeLayout.ShardState(Shard, Checkpoint.After(Number(1_000)));
        Assert.Contains(leftover, run.Store.Keys);
        await run.RestartAsync();
        run.Process(Plain(1_000, View("x", 1)), Plain(1_001, View("y", 1)));
        run.Flush();
        Assert.DoesNotContain(leftover, run.Store.Keys);
        Assert.Single(run.Store.KeysUnder(LakeLayout.ShardLedgers));
        await run.LoadStateAsync();
    }

    [Fact]
    public async Task What_lies_ahead_of_the_checkpoint_stays_until_the_checkpoint_has_passed_it()
    {
        using var run = Filled(10);
        run.Process(Aggregate(1_000, Enumerable.Range(0, 40).Select(i => new TestInput(View($"x{i}", 2_000), $"p/f/x-{i}")), 2_000));
        run.Flush(killAfter: 99);
        ObjectKey[] ahead =
        [
            .. run.Store.Keys.Where(key => key.Value.StartsWith(LakeLayout.StateOf(Shard), StringComparison.Ordinal)),
            LakeLayout.ShardLedger(Shard, Checkpoint.After(Number(1_000))),
        ];
        await run.RestartAsync();
        var own = (await run.LoadStateAsync()).Index.Generations.Select(generation => generation.Key).ToHashSet();
        ahead = [.. ahead.Where(key => !own.Contains(key) && key != LakeLayout.ShardState(Shard, run.Checkpoint))];
        Assert.Contains(ahead, key => key.Value.Contains("/seen/", StringComparison.Ordinal));

        run.Process(Plain(999, View("w", 1)));
        run.Flush();
        Assert.All(ahead, key => Assert.Contains(key, run.Store.Keys));

        for (var i = 0; i < 20; i++)
        {
            var inputs = Enumerable.Range(0, 40).Select(j => new TestInput(View($"y{i}-{j}", 2_000), $"p/f/y{i}-{j}"));
            run.Process(Aggregate(1_001 + i, inputs, 2_000));
            run.Flush();
        }

        Assert.All(ahead, key => Assert.DoesNotContain(key, run.Store.Keys));
        Assert.Single(run.Store.KeysUnder(LakeLayout.ShardLedgers));
    }

    [Fact]
    public async Task The_last_state_of_a_shard_removes_all_others_and_is_not_removed_by_an_earlier_one()
    {
        using var run = Filled(3);
        run.Pipeline.Process(LastPage());
        run.Flush(killAfter: 99);
        var last = LakeLayout.ShardState(Shard, Checkpoint.ShardEnd);
        await run.RestartAsync();
        run.Process(Plain(999, View("w", 1)));
        run.Flush();
        Assert.Contains(last, run.Store.Keys);
        run.Pipeline.Process(LastPage());
        run.Flush();
        Assert.Equal([last], run.Store.KeysUnder(LakeLayout.StateOf(Shard)).Where(key => key.Name == "state.bin"));
        Assert.Single(run.Store.KeysUnder(LakeLayout.ShardLedgers));
    }

    [Fact]
    public void A_saved_minute_says_whether_observers_know_its_value()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        new MinuteWindow(new Minute(7), "1:0:0", 0) { WasFinal = true, IsChanged = true }.Save(writer);
        new MinuteWindow(new Minute(8), "1:0:0", 0) { WasFinal = true }.Save(writer);
        memory.Position = 0;
        using var reader = new BinaryReader(memory);
        Assert.True(MinuteWindow.Load(reader).IsChanged);
        Assert.False(MinuteWindow.Load(reader).IsChanged);
    }

    [Fact]
    public async Task Damaged_state_is_a_clear_error_wherever_the_damage_is()
    {
        using var run = Filled(5);
        var random = new Random(3);
        foreach (var key in run.Store.KeysUnder(LakeLayout.StateOf(Shard)).ToArray())
        {
            var good = run.Store[key];
            for (var i = 0; i < 200; i++)
            {
                var bad = good.ToArray();
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
                run.Store[key] = random.Next(4) == 0 ? good[..random.Next(good.Length)] : bad;
                var e = await Assert.ThrowsAsync<CorruptStateException>(run.LoadStateAsync);
                Assert.Contains(key.Value, e.Message, StringComparison.Ordinal);
            }

            run.Store[key] = good;
            await run.LoadStateAsync();
        }
    }

    [Fact]
    public async Task Missing_state_is_a_clear_error()
    {
        using var run = Filled(5);
        foreach (var key in run.Store.KeysUnder(LakeLayout.StateOf(Shard)).ToArray())
        {
            var good = run.Store[key];
            await run.Store.DeleteAsync(key, default);
            var e = await Assert.ThrowsAsync<CorruptStateException>(run.LoadStateAsync);
            Assert.Contains("does not exist", e.Message, StringComparison.Ordinal);
            run.Store[key] = good;
        }
    }

    [Fact]
    public async Task State_of_a_newer_format_is_refused_with_advice()
    {
        using var run = Filled(1);
        var key = LakeLayout.ShardState(Shard, run.Checkpoint);
        var newer = run.Store[key].ToArray();
        newer[4]++;
        run.Store[key] = newer;
        var e = await Assert.ThrowsAsync<CorruptStateException>(run.LoadStateAsync);
        Assert.Contains("format 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_of_another_shard_is_refused()
    {
        using var run = Filled(1);
        run.Store[LakeLayout.ShardState(new("other"), run.Checkpoint)] = run.Store[LakeLayout.ShardState(Shard, run.Checkpoint)];
        await Assert.ThrowsAsync<CorruptStateException>(() => ShardState.LoadAsync(run.Store, new("other"), run.Checkpoint, default));
    }

    [Fact]
    public async Task A_flush_can_be_written_twice()
    {
        using var run = Filled(3);
        run.Process(Plain(999, View("z", 1)));
        using var flush = run.Pipeline.Cut();
        for (var i = 0; i < 2; i++)
        {
            foreach (var state in flush.State.Append(flush.Ledger))
            {
                await run.Store.PutAsync(state.Key, state.Content, default);
            }
        }

        Assert.NotNull(await ShardState.LoadAsync(run.Store, Shard, flush.Checkpoint, default));
    }

    private static ShardRun Filled(int flushes)
    {
        var run = new ShardRun(Options);
        for (var i = 0; i < flushes; i++)
        {
            run.Process(Aggregate(i + 1, Enumerable.Range(0, 40).Select(j => new TestInput(View($"{i}-{j}", i * 200), $"p/f/{i}-{j}")), i * 200));
            run.Flush();
        }

        return run;
    }
}
