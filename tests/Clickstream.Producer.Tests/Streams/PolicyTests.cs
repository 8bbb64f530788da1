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
}
