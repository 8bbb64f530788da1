using Clickstream.Core.Enrichment;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Enrichment;

public sealed class VisitRateTests
{
    private static readonly EventTime Start = EventTime.From(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Ten_a_second_for_an_hour_is_a_person_and_eleven_are_not()
    {
        var rate = new VisitRate(new VisitRateOptions());
        var person = Enumerable.Range(0, 36_000).Count(i => rate.Exceeds(1, At(i * 100_000L)));
        var program = Enumerable.Range(0, 36_000).Count(i => rate.Exceeds(2, At(i * 90_909L)));
        Assert.Equal(0, person);
        Assert.InRange(program, 30_000, 35_500);
    }

    [Fact]
    public void A_burst_is_told_from_its_first_event_too_many_and_forgiven_after_the_window()
    {
        var rate = new VisitRate(new VisitRateOptions());
        Assert.Equal(100, Enumerable.Range(0, 300).Count(_ => !rate.Exceeds(1, At(0))));
        Assert.True(rate.Exceeds(1, At(1_000_000)));
        Assert.False(rate.Exceeds(1, At(12_000_000)));
    }

    [Fact]
    public void A_clock_that_goes_back_lets_no_level_fall_and_none_explode()
    {
        var rate = new VisitRate(new VisitRateOptions());
        for (var i = 0; i < 90; i++)
        {
            Assert.False(rate.Exceeds(1, At(i % 2 == 0 ? 10_000_000 : -10_000_000)));
        }
    }

    [Fact]
    public void Many_visitors_cost_no_memory_and_take_nothing_from_a_fast_one_that_goes_on()
    {
        var rate = new VisitRate(new VisitRateOptions { Places = 1024 });
        var before = GC.GetAllocatedBytesForCurrentThread();
        var told = 0;
        for (var i = 0; i < 200_000; i++)
        {
            told += rate.Exceeds(7, At(i)) ? 1 : 0;
            rate.Exceeds((UInt128)(ulong)(i + 100) * 0x9E3779B97F4A7C15UL, At(i));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.InRange(told, 199_000, 200_000);
    }

    [Fact]
    public void Options_out_of_range_are_refused() =>
        Assert.Throws<ArgumentException>(() => new VisitRate(new VisitRateOptions { Places = 6, MaxEvents = 0, Window = TimeSpan.Zero }));

    private static EventTime At(long microseconds) => new(Start.Microseconds + microseconds);
}
