using Clickstream.Core.Alerts;
using Clickstream.Core.Resilience;

namespace Clickstream.Core.Tests.Alerts;

public class ChannelBreakerTests
{
    private static readonly RetrySchedule Schedule = new()
    {
        First = TimeSpan.FromSeconds(1),
        Longest = TimeSpan.FromSeconds(4),
        GiveUpAfter = TimeSpan.FromSeconds(10),
    };

    private readonly ChannelBreaker _breaker = new(Schedule, TimeSpan.FromSeconds(30));

    [Fact]
    public void The_waits_grow_up_to_the_longest()
    {
        Assert.Equal([1, 2, 4, 4], new[] { 0, 1, 3, 7 }.Select(at => Fail(at)!.Value.TotalSeconds));
    }

    [Fact]
    public void A_batch_is_given_up_when_the_schedule_is_used_up_and_the_channel_rests()
    {
        Fail(0);
        Assert.Null(Fail(10));
        Assert.False(_breaker.MayTry(Seconds(39)));
        Assert.True(_breaker.MayTry(Seconds(40)));
    }

    [Fact]
    public void After_the_rest_there_is_one_probe_and_then_rest_again()
    {
        Fail(0);
        Fail(10);
        Assert.True(_breaker.MayTry(Seconds(40)));
        Assert.Null(Fail(40));
        Assert.False(_breaker.MayTry(Seconds(41)));
    }

    [Fact]
    public void A_probe_that_is_taken_brings_the_whole_schedule_back()
    {
        Fail(0);
        Fail(10);
        Assert.True(_breaker.MayTry(Seconds(40)));
        _breaker.Succeeded();
        Assert.Equal(Seconds(1), Fail(41));
    }

    [Fact]
    public void The_receiver_may_ask_for_a_longer_wait_within_the_schedule() =>
        Assert.Equal(Seconds(7), _breaker.Failed(Seconds(0), true, Seconds(7), 1));

    [Fact]
    public void A_receiver_that_asks_for_more_than_the_schedule_allows_is_left_alone_for_as_long()
    {
        Assert.Null(_breaker.Failed(Seconds(0), true, Seconds(120), 1));
        Assert.False(_breaker.MayTry(Seconds(119)));
        Assert.True(_breaker.MayTry(Seconds(120)));
    }

    [Fact]
    public void A_batch_that_is_refused_for_good_does_not_stop_the_channel()
    {
        Assert.Null(_breaker.Failed(Seconds(0), false, null, 1));
        Assert.True(_breaker.MayTry(Seconds(0)));
    }

    private TimeSpan? Fail(int atSecond) => _breaker.Failed(Seconds(atSecond), true, null, 1);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
