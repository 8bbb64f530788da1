using System.Text;
using Clickstream.Core.Streams;
using Clickstream.Producer.Streams;
using CsCheck;

namespace Clickstream.Producer.Tests.Streams;

public sealed class PolicyTests
{
    [Fact]
    public void The_limit_of_a_wait_doubles_up_to_its_maximum()
    {
        var backoff = new RetryBackoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5), () => 0.5);
        Assert.Equal(
            [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000],
            Enumerable.Range(1, 9).Select(failures => backoff.LimitAfter(failures).TotalMilliseconds));
        Assert.Equal(TimeSpan.FromMilliseconds(25), backoff.After(1));
        Assert.Equal(TimeSpan.FromSeconds(2.5), backoff.After(int.MaxValue));
    }

    [Fact]
    public void A_hash_key_is_the_same_whether_it_was_kept_or_not()
    {
        var routes = new PartitionRoutes();
        Gen.String[Gen.Char.AlphaNumeric, 1, 60].Sample(
            key =>
            {
                var bytes = Encoding.UTF8.GetBytes(key);
                return routes.HashOf(bytes) == HashKey.Of(bytes) && routes.HashOf(bytes) == HashKey.Of(bytes);
            },
            threads: 1);
    }
}
