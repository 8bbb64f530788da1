using Clickstream.Core.Lake;

namespace Clickstream.Core.Tests.Lake;

public sealed class VisitorHashTests
{
    [Theory]
    [InlineData("user-1", "anon-1", "click-1", "user-1", "", "")]
    [InlineData("", "anon-1", "click-1", "", "anon-1", "click-2")]
    [InlineData("", "", "click-1", "", "", "click-1")]
    public void The_visitor_is_the_user_else_the_device_else_the_click(
        string user, string anonymous, string click, string otherUser, string otherAnonymous, string otherClick) =>
        Assert.Equal(Hash(otherUser, otherAnonymous, otherClick), Hash(user, anonymous, click));

    [Fact]
    public void The_hash_is_the_one_that_stored_files_were_made_with()
    {
        Assert.Equal(0x61accd4b12ff3576UL, Hash("user-1", string.Empty, string.Empty));
        Assert.Equal([0, 1, 3, 7], new[] { 0, 1, 2, 3 }.Select(bits => VisitorHash.BucketOf(0xF000_0000_0000_0000, bits)));
        Assert.Equal([0, 0, 1, 2], new[] { 0, 1, 2, 3 }.Select(bits => VisitorHash.BucketOf(0x5000_0000_0000_0000, bits)));
    }

    [Fact]
    public void Twice_as_many_buckets_split_each_in_two()
    {
        for (var visitor = 0; visitor < 1000; visitor++)
        {
            var hash = Hash($"user-{visitor}", string.Empty, string.Empty);
            for (var bits = 0; bits < VisitorHash.MaxBits; bits++)
            {
                Assert.Equal(VisitorHash.BucketOf(hash, bits), VisitorHash.BucketOf(hash, bits + 1) >> 1);
            }
        }
    }

    private static ulong Hash(string user, string anonymous, string click) => VisitorHash.Of(
        System.Text.Encoding.UTF8.GetBytes(user), System.Text.Encoding.UTF8.GetBytes(anonymous), System.Text.Encoding.UTF8.GetBytes(click));
}
