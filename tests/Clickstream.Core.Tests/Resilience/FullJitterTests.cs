using Clickstream.Core.Resilience;

namespace Clickstream.Core.Tests.Resilience;

public class FullJitterTests
{
    private static readonly FullJitter Jitter = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));

    [Fact]
    public void The_limit_of_a_wait_doubles_up_to_its_maximum() =>
        Assert.Equal(
            [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000],
            Enumerable.Range(1, 9).Select(failures => Jitter.LimitAfter(failures).TotalMilliseconds));

    [Fact]
    public void A_wait_is_the_random_part_of_its_limit()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(25), Jitter.Wait(1, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(2.5), Jitter.Wait(int.MaxValue, 0.5));
        Assert.Equal(TimeSpan.Zero, Jitter.Wait(3, 0));
    }
}
