using Clickstream.Aws.Kinesis;
using Clickstream.Aws.Kinesis.Reading;
using Clickstream.Aws.Kinesis.Writing;
using Clickstream.Core.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Aws.Tests.Kinesis;

public class PacingTests
{
    [Fact]
    public void A_burst_passes_and_then_the_rate_holds()
    {
        var bucket = new TokenBucket(1000);
        var now = TimeSpan.Zero;
        Assert.Equal(TimeSpan.Zero, bucket.Take(200, now));
        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.Take(100, now));
        Assert.Equal(TimeSpan.FromMilliseconds(200), bucket.Take(100, now));
        Assert.Equal(TimeSpan.Zero, bucket.Take(100, TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void Over_a_long_time_no_more_than_the_rate_and_one_burst_is_taken()
    {
        var random = new Random(11);
        var bucket = new TokenBucket(1000);
        var (now, taken) = (TimeSpan.Zero, 0.0);
        while (now < TimeSpan.FromSeconds(100))
        {
            var amount = random.Next(1, 500);
            now += bucket.Take(amount, now);
            taken += amount;
        }

        Assert.InRange(taken, 1000 * (now.TotalSeconds - 1), (1000 * now.TotalSeconds) + 200 + 500);
    }

    [Fact]
    public void What_is_larger_than_a_burst_passes_and_is_paid_for_by_the_next()
    {
        var bucket = new TokenBucket(1000);
        Assert.Equal(TimeSpan.Zero, bucket.Take(5000, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(4.801), bucket.Take(1, TimeSpan.Zero));
    }

    [Fact]
    public void A_put_waits_for_its_slowest_shard_and_other_shards_have_limits_of_their_own()
    {
        var pacer = new PutPacer(ShardPace.Kinesis, new FakeTimeProvider());
        var (a, b) = (new ShardId("a"), new ShardId("b"));
        PutEntry[] large = [.. Enumerable.Range(0, 4).Select(_ => new PutEntry("k", new byte[99_999]))];
        Assert.Equal(TimeSpan.FromSeconds((400_000 / 1048576.0) - 0.2).TotalMilliseconds, pacer.Take(large, _ => a).TotalMilliseconds, 1.0);
        Assert.Equal(TimeSpan.Zero, pacer.Take([new PutEntry("k", new byte[1000])], _ => b));
        Assert.True(pacer.Take([new PutEntry("k", new byte[1])], _ => a) > TimeSpan.Zero);
    }

    [Fact]
    public void Without_limits_nothing_waits()
    {
        var pacer = new PutPacer(ShardPace.Unlimited, new FakeTimeProvider());
        Assert.Equal(TimeSpan.Zero, pacer.Take([.. Enumerable.Range(0, 500).Select(_ => new PutEntry("k", new byte[20_000]))], _ => new ShardId("a")));
    }

    [Fact]
    public void Polling_keeps_to_five_calls_and_two_mebibytes_a_second_and_waits_after_a_large_answer()
    {
        var clock = new PollClock(ShardPace.Kinesis);
        Assert.Equal(TimeSpan.Zero, clock.WaitAt(TimeSpan.Zero));
        clock.Note(TimeSpan.Zero, 1000, isBehind: true);
        Assert.Equal(TimeSpan.FromMilliseconds(200), clock.WaitAt(TimeSpan.Zero));
        clock.Note(TimeSpan.FromSeconds(1), 1000, isBehind: false);
        Assert.Equal(TimeSpan.FromMilliseconds(150), clock.WaitAt(TimeSpan.FromSeconds(1.1)));
        clock.Note(TimeSpan.FromSeconds(2), 10 * 1024 * 1024, isBehind: true);
        Assert.Equal(TimeSpan.FromSeconds(5), clock.WaitAt(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void The_end_of_a_closed_shard_is_silence_for_so_long_in_which_it_is_not_behind()
    {
        var end = new EndDetection(ShardPace.Kinesis.SilenceOfEnd);
        Assert.False(Note(0, isClosed: false));
        Assert.False(Note(1));
        Assert.False(Note(9, records: 3));
        Assert.False(Note(12));
        Assert.False(Note(21, behind: 1));
        Assert.False(Note(22));
        Assert.False(Note(22.3)); // Two empty answers are not enough.
        Assert.False(Note(32));
        Assert.True(Note(32.3));

        bool Note(double now, bool isClosed = true, int records = 0, double behind = 0) =>
            end.Note(isClosed, records, TimeSpan.FromSeconds(behind), TimeSpan.FromSeconds(now));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25 * 1024, 1)]
    [InlineData((25 * 1024) + 1, 2)]
    [InlineData(48 * 1024, 2)]
    [InlineData(1024 * 1024, 41)]
    public void A_record_is_billed_in_steps_of_25_KB(int bytes, int units) => Assert.Equal(units, PutLimits.PayloadUnitsOf(bytes));
}
