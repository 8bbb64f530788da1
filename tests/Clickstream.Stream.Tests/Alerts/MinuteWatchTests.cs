using System.Text;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Stream.Alerts;
using Clickstream.Stream.Tests.Live;

namespace Clickstream.Stream.Tests.Alerts;

public sealed class MinuteWatchTests
{
    [Theory]
    [InlineData("""{"name":"r","when":"minute","above":99}""", 20)]
    [InlineData("""{"name":"r","when":"minute","above":100}""", -1)]
    [InlineData("""{"name":"r","when":"minute","below":5}""", 25)]
    [InlineData("""{"name":"r","when":"minute","rises_to":10,"against":10}""", 20)]
    [InlineData("""{"name":"r","when":"minute","falls_to":0.2,"against":5}""", 25)]
    [InlineData("""{"name":"r","when":"minute","event":"view","above":95}""", 20)]
    [InlineData("""{"name":"r","when":"minute","event":"signup","above":0}""", -1)]
    [InlineData("""{"name":"r","when":"minute","metric":"users","rises_to":5}""", 20)]
    public void A_rule_fires_for_the_minute_it_describes(string rule, int minute)
    {
        var watch = new MinuteWatch(Read(rule));
        // Ten events a minute, a hundred in one, nothing in another; of two shards, and in the order in which they come by chance.
        foreach (var offset in Enumerable.Range(0, 31).Where(offset => offset != 25).OrderBy(offset => offset * 7 % 31))
        {
            watch.Add(Rows.Minute(offset, 0, offset == 20 ? 60 : 6));
            watch.Add(Rows.Minute(offset, 1, offset == 20 ? 40 : 4));
        }

        var alerts = watch.Take(At(31));
        Assert.Equal(minute < 0 ? [] : [At(minute)], alerts.Select(alert => alert.EventTime));
        Assert.Empty(watch.Take(At(31)));
    }

    [Fact]
    public void Two_workers_that_watch_come_to_the_same_id()
    {
        string[] ids =
        [
            .. Enumerable.Range(0, 2).Select(worker =>
            {
                var watch = new MinuteWatch(Read("""{"name":"r","when":"minute","above":5}"""));
                watch.Add(Rows.Minute(0, worker));
                watch.Add(Rows.Minute(1, 0));
                return Assert.Single(watch.Take(At(4))).Id;
            }),
        ];
        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public void A_minute_waits_until_it_has_settled()
    {
        var watch = new MinuteWatch(Read("""{"name":"r","when":"minute","above":5}"""));
        watch.Add(Rows.Minute(0));
        watch.Add(Rows.Minute(1));
        Assert.Empty(watch.Take(At(3)));
        Assert.Single(watch.Take(At(4)));
    }

    [Fact]
    public void Silence_is_told_once_and_again_when_something_came_in_between()
    {
        var watch = new MinuteWatch(Read("""{"name":"quiet","when":"silence","for":"10m"}"""));
        watch.Add(Rows.Minute(0));
        Assert.Empty(watch.Take(At(10)));
        var first = watch.Take(At(12));
        Assert.Equal("silence", Assert.Single(first).EventType);
        Assert.Contains("No event for 10 minutes", first[0].Text, StringComparison.Ordinal);
        Assert.Empty(watch.Take(At(20)));
        watch.Add(Rows.Minute(25));
        Assert.NotEqual(first[0].Id, Assert.Single(watch.Take(At(40))).Id);
        Assert.Empty(new MinuteWatch(Read("""{"name":"quiet","when":"silence","for":"10m"}""")).Take(At(12))); // Nothing ever came.
    }

    [Fact]
    public void Minutes_of_a_replay_are_mute_unless_asked_for_and_the_clock_says_nothing_of_them()
    {
        foreach (var asked in new[] { false, true })
        {
            var rules = Read("""{"name":"r","when":"minute","above":5},{"name":"q","when":"silence","for":"10m"},{"name":"low","when":"minute","below":1}""");
            var watch = new MinuteWatch(asked ? rules with { MaxAge = null } : rules);
            for (var offset = 0; offset < 6; offset++)
            {
                watch.Add(Rows.Minute(offset));
            }

            Assert.Equal(asked ? [At(1), At(2), At(3)] : [], watch.Take(At(3 * 24 * 60)).Select(alert => alert.EventTime));
        }
    }

    [Fact]
    public void A_month_of_stored_minutes_leaves_an_hour_in_memory_and_looks_at_no_more()
    {
        var watch = new MinuteWatch(Read("""{"name":"r","when":"minute","above":5}"""));
        for (var offset = 0; offset < 5_000; offset++)
        {
            watch.Add(Rows.Minute(offset));
        }

        Assert.InRange(watch.Take(At(5_000)).Count, 55, 61);
    }

    private static DateTimeOffset At(int minute) => Rows.Noon.Start.ToDateTimeOffset().AddMinutes(minute);

    private static AlertRules Read(string rules)
    {
        var read = RulesReader.Read(Encoding.UTF8.GetBytes($"{{\"rules\":[{rules}]}}"), out var problems);
        Assert.DoesNotContain(problems, problem => problem.IsError);
        return read!;
    }
}
