using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Stream.Pipeline;
using static Clickstream.Stream.Tests.Pipeline.TestEvents;

namespace Clickstream.Stream.Tests.Pipeline;

public sealed class InheritanceTests
{
    private static readonly PipelineOptions Options = new() { SeenGenerationSize = 16, MinSeenInputs = 320, MaxSeenInputs = 640 };

    private readonly MemoryObjectStore _store = new();

    [Fact]
    public async Task Children_of_a_split_know_what_their_parent_has_seen_and_start_at_its_watermark()
    {
        var parent = await ReadToEndAsync("parent", [], 0, 50, 300);
        foreach (var name in new[] { "left", "right" })
        {
            using var child = Child(name, parent);
            Assert.Equal(EventTime.From(Start.AddSeconds(240)), child.Pipeline.Watermark);
            child.Process(Aggregate(1, Inputs(0, 50, 300)));
            Assert.Equal((0, 50), (child.Pipeline.Counters.Inputs.Read, child.Pipeline.Counters.Inputs.Redelivered));
            child.Process(Aggregate(2, [new(View("0", 1), "other/f/1")]));
            Assert.Equal(1, child.Pipeline.Counters.Inputs.Duplicates);
        }
    }

    [Fact]
    public async Task The_child_of_a_merge_knows_what_both_have_seen_and_starts_at_the_earlier_watermark()
    {
        var left = await ReadToEndAsync("left", [], 0, 40, 300);
        var right = await ReadToEndAsync("right", [], 100, 40, 200);
        using var child = Child("child", left, right);
        Assert.Equal(EventTime.From(Start.AddSeconds(140)), child.Pipeline.Watermark);
        child.Process(Aggregate(1, [.. Inputs(0, 40, 300), .. Inputs(100, 40, 200)]));
        Assert.Equal((0, 80), (child.Pipeline.Counters.Inputs.Read, child.Pipeline.Counters.Inputs.Redelivered));
    }

    [Fact]
    public async Task What_a_child_inherits_survives_its_restart_and_the_removal_of_its_parents()
    {
        var left = await ReadToEndAsync("left", [], 0, 40, 300);
        var right = await ReadToEndAsync("right", [], 100, 40, 200);
        using var child = Child("child", left, right);
        child.Process(Aggregate(1, [new(View("new", 1), "p/f/new")]));
        child.Flush();
        foreach (var key in _store.Keys.Where(key => key.Value.Contains("left", StringComparison.Ordinal)).ToArray())
        {
            await _store.DeleteAsync(key, default);
        }

        await child.RestartAsync();
        child.Process(Aggregate(2, [.. Inputs(0, 40, 300), .. Inputs(100, 40, 200), new(View("new", 1), "p/f/new")]));
        Assert.Equal((1, 81), (child.Pipeline.Counters.Inputs.Read, child.Pipeline.Counters.Inputs.Redelivered));
    }

    [Fact]
    public async Task Siblings_that_merge_again_take_what_they_have_in_common_once()
    {
        var root = await ReadToEndAsync("root", [], 0, 160, 300);
        var left = await ReadToEndAsync("left", [root], 1_000, 20, 300);
        var right = await ReadToEndAsync("right", [root], 2_000, 20, 300);
        using var child = Child("child", left, right);
        child.Process(Aggregate(1, [.. Inputs(0, 160, 300), .. Inputs(1_000, 20, 300), .. Inputs(2_000, 20, 300)]));
        Assert.Equal(200, child.Pipeline.Counters.Inputs.Redelivered);
        child.Flush();
        var state = (await child.LoadStateAsync())!;
        Assert.InRange(state.Seen.Sum(generation => generation.Entries.Length), 200, 250);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_was_under_way_to_a_parent_counts_as_it_would_have_there(bool isRestarted)
    {
        var left = await ReadToEndAsync("left", [], 0, 40, 300);
        var right = await ReadToEndAsync("right", [], 100, 40, 3_000);
        using var child = Child("child", left, right);
        child.Process(MadeFor("right", 1, [new(View("a", 3_600), "p/f/a"), new(View("b", 400), "p/f/b")]));
        Assert.Equal(EventTime.From(Start.AddSeconds(240)), child.Pipeline.Watermark); // Of the left one, which is behind.
        Assert.Equal(1, child.Pipeline.Counters.Inputs.Late); // By the right one, at 3,540 s.
        if (isRestarted)
        {
            child.Flush();
            await child.RestartAsync();
        }

        child.Process(Aggregate(2, [new(View("c", 310), "p/f/c")]), MadeFor("right", 3, [new(View("d", 3_300), "p/f/d")]));
        Assert.Equal(2, child.Pipeline.Counters.Inputs.Late); // The last one: the first of the two is in time for the left one's visitors.
        child.Process(MadeFor("left", 4, [new(View("e", 5_000), "p/f/e")]));
        Assert.Equal(EventTime.From(Start.AddSeconds(3_540)), child.Pipeline.Watermark);
    }

    [Fact]
    public async Task A_parent_that_had_no_events_gives_no_watermark()
    {
        using var empty = new ShardRun(Options, _store, new ShardId("empty"));
        empty.Pipeline.Process(LastPage());
        empty.Flush();
        using var child = Child("child", await empty.LoadStateAsync());
        Assert.Null(child.Pipeline.Watermark);
        child.Process(Plain(1, View("a", 1)));
        Assert.Equal(1, child.Pipeline.Counters.Inputs.Landed);
    }

    private static IEnumerable<TestInput> Inputs(int first, int count, double seconds) =>
        Enumerable.Range(first, count).Select(i => new TestInput(View($"{i}", seconds), $"p/f/{i}"));

    private static StreamRecord MadeFor(string parent, long sequence, IEnumerable<TestInput> inputs) =>
        Aggregate(sequence, inputs, arrival: 6_000) with { PartitionKey = ShardScope.PartitionKeyFor(new ShardId(parent)) };

    private ShardRun Child(string name, params ShardState[] parents) => new(Options, _store, new ShardId(name), parents);

    private async Task<ShardState> ReadToEndAsync(string name, ShardState[] parents, int first, int count, double seconds)
    {
        using var run = Child(name, parents);
        run.Process(Aggregate(1, Inputs(first, count, seconds), arrival: seconds));
        run.Flush();
        run.Pipeline.Process(LastPage());
        run.Flush();
        return await run.LoadStateAsync();
    }
}
