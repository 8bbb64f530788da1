using System.Text;
using Clickstream.Core.Streams;
using Clickstream.Producer.Streams;
using CsCheck;

namespace Clickstream.Producer.Tests.Streams;

public sealed class PolicyTests
{
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

    [Fact]
    public void Keys_that_push_each_other_out_keep_their_hash_keys()
    {
        var routes = new PartitionRoutes();
        var keys = Enumerable.Range(0, 200_000).Select(user => Encoding.UTF8.GetBytes($"user-{user}")).ToArray(); // Six times what is kept.
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.True(Array.TrueForAll(keys, key => HashKey.Of(key) == routes.HashOf(key)));
        }
    }
}
