using Clickstream.Core.Engagement;
using Clickstream.Core.Time;
using Clickstream.Stream.Pipeline;
using static Clickstream.Stream.Tests.Pipeline.TestEvents;

namespace Clickstream.Stream.Tests.Pipeline;

public sealed class MinuteTests
{
    private static readonly Minute First = EventTime.From(Start).Minute;

    [Fact]
    public void A_minute_becomes_final_when_the_watermark_reaches_its_end()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5)), Plain(2, View("b", 119.999)));
        Assert.Empty(run.Minutes);
        run.Process(Plain(3, View("c", 120)));
        var minute = Assert.Single(run.Minutes);
        Assert.Equal((First, MinuteState.Final, 1), (minute.Minute, minute.State, minute.Events));
        Assert.Equal("3", minute.Through);
        Assert.Equal("1:0:0", minute.Partial);
        Assert.Equal(EventTime.From(Start.AddSeconds(60)), run.Pipeline.Watermark);
    }

    [Fact]
    public void The_watermark_never_goes_back_and_an_event_far_ahead_of_its_arrival_does_not_move_it()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 300)));
        run.Process(Plain(2, View("b", 10)), Plain(3, View("c", 601, "u1"), arrival: 0));
        Assert.Equal(EventTime.From(Start.AddSeconds(240)), run.Pipeline.Watermark);
        run.Process(Plain(4, View("d", 601), arrival: 1));
        Assert.Equal(EventTime.From(Start.AddSeconds(541)), run.Pipeline.Watermark);
    }

    [Fact]
    public void Old_events_that_arrive_today_move_the_watermark()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 0), arrival: 1e7), Plain(2, View("b", 180), arrival: 1e7));
        Assert.Equal(MinuteState.Final, Assert.Single(run.Minutes).State);
    }

    [Fact]
    public void A_late_event_counts_in_its_own_minute_and_restates_it()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5)), Plain(2, View("b", 130)));
        run.Process(Plain(3, View("late", 6)));
        var restated = run.Minutes[^1];
        Assert.Equal((First, MinuteState.Restated, 2, 1), (restated.Minute, restated.State, restated.Events, restated.Late));
        Assert.Equal("1:0:0", restated.Partial);
        Assert.Equal(1, run.Pipeline.Counters.Inputs.Late);
        run.Flush();
        Assert.Equal(2, run.Store.Engagement().Get(First)!.Events);
        Assert.Equal(1, run.Ledger.Hours["2026/11/22/10"].Late);
    }

    [Fact]
    public void An_event_for_a_minute_that_left_memory_opens_a_new_partial_and_readers_sum_them()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5, "u1")), Plain(2, View("b", 30 * 60), arrival: 1800));
        run.Process(Plain(3, View("late", 6, "u2"), arrival: 1800), Plain(4, View("later", 7, "u2"), arrival: 1800));
        run.Flush();
        var table = run.Store.Engagement();
        Assert.Equal(["1:0:0", "3:0:0"], table.GetPartials(First).Select(row => row.Partial));
        var minute = table.Get(First)!;
        Assert.Equal((3, 2), (minute.Events, minute.Late));
        Assert.Equal(2, minute.Users.Estimate());
        Assert.Equal(3, minute.TopPages.Items.Single().Count);
    }

    [Fact]
    public void A_minute_that_left_memory_was_saved_with_its_last_value()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5)));
        run.Flush();
        run.Process(Plain(2, View("b", 6)), Plain(3, View("c", 30 * 60), arrival: 1800));
        run.Flush();
        Assert.Equal(2, run.Store.Engagement().Get(First)!.Events);
        Assert.Equal(MinuteState.Final, run.Store.Engagement().Get(First)!.State);
    }

    [Fact]
    public void Early_results_show_only_what_changed()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5)), Plain(2, View("b", 65)));
        run.Pipeline.EmitEarly();
        Assert.Equal([MinuteState.Early, MinuteState.Early], run.Minutes.Select(minute => minute.State));
        run.Pipeline.EmitEarly();
        Assert.Equal(2, run.Minutes.Count);
        run.Process(Plain(3, View("c", 66)));
        run.Pipeline.EmitEarly();
        Assert.Equal(2, run.Minutes[^1].Events);
        Assert.Equal(3, run.Minutes.Count);
    }

    [Fact]
    public void An_idle_shard_closes_its_minutes_and_goes_on_without_calling_them_late()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5)));
        run.Flush();
        run.Pipeline.CloseIdle();
        Assert.Equal(MinuteState.Final, run.Minutes[^1].State);
        Assert.True(run.Pipeline.HasPending);
        run.Flush();
        Assert.False(run.Pipeline.HasPending);
        Assert.Equal(MinuteState.Final, run.Store.Engagement().Get(First)!.State);
        run.Process(Plain(2, View("b", 7)));
        run.Pipeline.EmitEarly();
        Assert.Equal((MinuteState.Restated, 2, 0), (run.Minutes[^1].State, run.Minutes[^1].Events, run.Minutes[^1].Late));
        Assert.Equal(0, run.Pipeline.Counters.Inputs.Late);
    }

    [Fact]
    public void Minutes_closed_by_the_clock_do_not_replace_what_a_flush_of_one_record_wrote()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 5)), Plain(2, View("b", 65)));
        run.Flush();
        run.Process(Plain(3, View("c", 66)));
        run.Flush();
        run.Pipeline.CloseIdle();
        run.Flush();
        Assert.Equal([1, 2], run.Store.Engagement().Merged().Select(minute => minute.Events));
        Assert.Equal(3, run.Store.KeysUnder("landing/engagement/").Count());
    }

    [Fact]
    public void The_end_of_the_shard_closes_all_minutes()
    {
        using var run = new ShardRun();
        run.Pipeline.Process(LastPage(Plain(1, View("a", 5))));
        Assert.Equal(MinuteState.Final, Assert.Single(run.Minutes).State);
        run.Flush();
        Assert.True(run.Checkpoint.IsShardEnd);
        Assert.False(run.Pipeline.HasPending);
        Assert.Throws<InvalidOperationException>(() => run.Process(Plain(2, View("b", 6))));
    }

    [Fact]
    public void A_shard_without_records_can_end()
    {
        using var run = new ShardRun();
        Assert.False(run.Pipeline.HasPending);
        run.Pipeline.Process(LastPage());
        Assert.True(run.Pipeline.HasPending);
        run.Flush();
        Assert.True(run.Checkpoint.IsShardEnd);
        Assert.Empty(run.Ledger.Hours);
    }

    [Fact]
    public void More_minutes_than_may_be_open_push_out_the_one_untouched_for_longest()
    {
        using var run = new ShardRun(new PipelineOptions { MaxOpenMinutes = 3 });
        run.Process(Enumerable.Range(0, 20).Select(i => Plain(i + 1, View($"e{i}", 3600 - (i * 60)), arrival: 3600)));
        run.Process(Plain(30, View("again", 3600), arrival: 3600));
        run.Flush();
        var table = run.Store.Engagement();
        Assert.Equal(20, table.Minutes.Count());
        Assert.Equal(21, table.Merged().Sum(minute => minute.Events));
        Assert.Equal(2, table.GetPartials(new Minute(First.Number + 60)).Count);
    }

    [Fact]
    public void Everything_that_a_minute_says_is_counted()
    {
        using var run = new ShardRun();
        run.Process(Aggregate(1,
        [
            new(View("a", 1, "u1", "/p/1")),
            new(View("b", 2, "u2", "/p/1")),
            new(View("b", 3, "u2", "/p/1")),
            new(Purchase("c", 3, "o1", 10.25m, 2)),
            new(Purchase("d", 4, "o1", 5m)),
            new(Purchase("e", 5, "o2", 1m, 1, "usd")),
        ]));
        run.Pipeline.CloseAll();
        var minute = Assert.Single(run.Minutes);
        Assert.Equal((5, 1, 2), (minute.Events, minute.Duplicates, minute.Orders));
        Assert.Equal(new Dictionary<string, decimal> { ["EUR"] = 25.50m, ["USD"] = 1m }, minute.Revenue);
        Assert.Equal((2, 3), (minute.ByType["view"], minute.ByType["purchase"]));
        Assert.Equal((2, 3), (minute.ByDevice["mobile"], minute.ByDevice[EngagementCell.Unknown]));
        Assert.Equal((2, 3), (minute.ByCountry["DE"], minute.ByCountry[EngagementCell.Unknown]));
        Assert.Equal((2, 3), (minute.Users.Estimate(), minute.Sessions.Estimate()));
        Assert.Equal(("/p/1", 2), (minute.TopPages.Items.Single().Name, minute.TopPages.Items.Single().Count));
        Assert.Equal(3, minute.TopProducts.Items.Count);
        Assert.Equal(2 / 3.0, minute.Conversion);
    }

    [Fact]
    public void Invented_values_are_bounded()
    {
        using var run = new ShardRun();
        run.Process(Aggregate(1, Enumerable.Range(0, 3_000).Select(i => new TestInput(
            View($"e{i}", 1).Replace("\"DE\"", $"\"C{i}\"", StringComparison.Ordinal).Replace("\"view\"", $"\"t{i}\"", StringComparison.Ordinal)))));
        run.Pipeline.CloseAll();
        var minute = Assert.Single(run.Minutes);
        Assert.Equal(3_000, minute.Events);
        Assert.Equal(3_000, minute.ByType.Values.Sum());
        Assert.InRange(minute.ByType.Count, 1, 101);
        Assert.InRange(minute.ByCountry.Count, 1, 256);
        Assert.True(minute.ByCountry[EngagementCell.Other] > 2_000);
    }
}
