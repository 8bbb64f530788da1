using Clickstream.Core.Formats;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Formats;

public sealed class ClockSkewTests
{
    private static readonly EventTime Noon = EventTime.From(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_clock_that_is_right_is_left_alone()
    {
        var created = Noon - TimeSpan.FromMinutes(3);
        Assert.Equal(created, ClockSkew.Correct(created, Noon - TimeSpan.FromSeconds(29), Noon)); // Under way for 29 seconds.
        Assert.Equal(created, ClockSkew.Correct(created, Noon, Noon));
        Assert.Equal(created, ClockSkew.Correct(created, null, Noon));
    }

    [Theory]
    [InlineData(-56 * 365)]
    [InlineData(-1)]
    [InlineData(400)]
    public void A_clock_that_is_wrong_by_days_is_corrected(int days)
    {
        var error = TimeSpan.FromDays(days);
        var (created, sent) = (Noon + error - TimeSpan.FromMinutes(3), Noon + error);
        Assert.Equal(Noon - TimeSpan.FromMinutes(3), ClockSkew.Correct(created, sent, Noon));
    }

    [Fact]
    public void What_is_sent_again_keeps_its_time()
    {
        var random = new Random(7);
        var error = TimeSpan.FromHours(3);
        var created = Noon + error;
        var times = Enumerable.Range(0, 200).Select(attempt =>
        {
            var sent = Noon + TimeSpan.FromSeconds(attempt * 30);
            return ClockSkew.Correct(created, sent + error, sent + TimeSpan.FromSeconds(random.NextDouble() * 29));
        });
        Assert.Equal(Noon, Assert.Single(times.Distinct()));
    }

    [Fact]
    public void What_was_sent_before_it_happened_happened_when_it_came()
    {
        Assert.Equal(Noon, ClockSkew.Correct(Noon + TimeSpan.FromDays(9), Noon + TimeSpan.FromDays(8), Noon));
        var created = Noon + TimeSpan.FromSeconds(0.9);
        Assert.Equal(created, ClockSkew.Correct(created, Noon, Noon)); // A clock in whole seconds.
    }

    [Fact]
    public void A_clock_that_was_set_between_the_event_and_its_sending_is_believed()
    {
        var created = Noon - TimeSpan.FromDays(31);
        Assert.Equal(created, ClockSkew.Correct(created, Noon + TimeSpan.FromDays(3), Noon));
        Assert.Equal(Noon - TimeSpan.FromDays(29), ClockSkew.Correct(Noon - TimeSpan.FromDays(26), Noon + TimeSpan.FromDays(3), Noon));
    }
}
