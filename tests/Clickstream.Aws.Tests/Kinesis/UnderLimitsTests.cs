using System.Text;
using Clickstream.Aws.Kinesis;
using Clickstream.Contracts;
using Clickstream.Core.Streams;
using static Clickstream.Contracts.StreamReading;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>Against an endpoint that throttles and ends subscriptions as Kinesis does.</summary>
public class UnderLimitsTests
{
    [Fact]
    public async Task A_producer_that_keeps_the_pace_is_not_throttled_and_one_that_does_not_is()
    {
        await using var server = await ClickstreamKinesis.StartAsync(options => options with { EnforceLimits = true });
        Assert.Equal(0, await PutAsync(server, ShardPace.Kinesis));
        Assert.True(await PutAsync(server, ShardPace.Unlimited) > 0);
    }

    [Fact]
    public async Task A_poller_that_keeps_the_pace_reads_all_under_the_limits_of_reading()
    {
        await using var server = await ClickstreamKinesis.StartAsync(options => options with { EnforceLimits = true });
        await using var made = await server.CreateAsync(1, options => options with { Pace = ShardPace.Kinesis });
        var put = await made.Stream.PutAcceptedAsync([.. Enumerable.Range(0, 150).Select(i => Entry("k", $"{i}" + new string('x', 1000)))]);
        var read = await made.Stream.ReadTextsAsync(put[0].Shard, StreamPosition.TrimHorizon, 150);
        Assert.Equal(Enumerable.Range(0, 150), read.Select(record => int.Parse(record.Text.TrimEnd('x'), null)));
    }

    [Fact]
    public async Task Subscriptions_that_end_under_a_slow_reader_lose_and_repeat_nothing()
    {
        await using var server = await ClickstreamKinesis.StartAsync(
            options => options with { SubscriptionLife = TimeSpan.FromMilliseconds(150) });
        await using var made = await server.CreateAsync(1, options => options with { ConsumerName = "worker" });
        var shard = (await made.Stream.ListShardsAsync(Deadline.Token))[0].Id;
        const int Records = 300;
        var putting = Task.Run(async () =>
        {
            for (var i = 0; i < Records; i += 10)
            {
                await made.Stream.PutAcceptedAsync([.. Enumerable.Range(i, 10).Select(n => Entry("k", $"{n}"))]);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        });
        var texts = new List<string>();
        await foreach (var page in made.Stream.ReadAsync(shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                texts.AddRange(page.Records.Select(record => Encoding.UTF8.GetString(record.Data.Span)));
                if (texts.Count >= Records)
                {
                    break;
                }

                // The work of the reader: now and then longer than a subscription lasts.
                await Task.Delay(TimeSpan.FromMilliseconds(texts.Count % 30 == 0 ? 200 : 5), TimeProvider.System);
            }
        }

        await putting;
        Assert.Equal(Enumerable.Range(0, Records).Select(n => $"{n}"), texts);
    }

    /// <returns>How many of 2,000 small records in 20 puts were throttled.</returns>
    private static async Task<int> PutAsync(ClickstreamKinesis server, ShardPace pace)
    {
        await using var made = await server.CreateAsync(1, options => options with { Pace = pace });
        var throttled = 0;
        for (var i = 0; i < 20; i++)
        {
            var outcomes = await made.Stream.PutAsync([.. Enumerable.Range(0, 100).Select(n => Entry($"k{n}", "x"))], Deadline.Token);
            throttled += outcomes.Count(outcome => outcome is PutOutcome.Throttled);
        }

        return throttled;
    }
}
