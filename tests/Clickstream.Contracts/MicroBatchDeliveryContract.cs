using System.IO.Compression;
using System.Text;
using Clickstream.Core.Delivery;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Contracts;

/// <summary>
/// What every delivery does: the lines are in the lake, whole, when it has returned. It may put them there more than once, if they are given more than
/// once; readers drop a line whose position they have seen.
/// </summary>
public abstract class MicroBatchDeliveryContract
{
    private const int Batches = 12; // More than any delivery has on its way at once.

    /// <summary>Makes a delivery into an empty lake.</summary>
    protected abstract Task<DeliveryUnderTest> CreateAsync();

    /// <summary>Makes a delivery into a lake that takes nothing.</summary>
    protected abstract Task<DeliveryUnderTest> CreateBrokenAsync();

    [Fact]
    public async Task Every_line_is_in_the_lake_once_and_whole_when_the_delivery_returns()
    {
        await using var made = await CreateAsync();
        MicroBatch[] batches = [.. Enumerable.Range(0, Batches).Select(number => BatchOf($"{LakeLayout.Landing}2019/10/01/{number:00}/s-1-2.json.gz", LinesOf(number)))];
        await made.Delivery.DeliverAsync(batches, Deadline.Token);
        Assert.Equal(
            Enumerable.Range(0, Batches).SelectMany(LinesOf).Order(StringComparer.Ordinal),
            (await made.LinesAsync(LakeLayout.Landing)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_micro_batch_that_is_delivered_again_loses_no_line_and_makes_none_up()
    {
        await using var made = await CreateAsync();
        var batch = BatchOf($"{LakeLayout.Landing}2019/10/01/00/s-1-2.json.gz", LinesOf(0));
        await made.Delivery.DeliverAsync([batch], Deadline.Token);
        await made.Delivery.DeliverAsync([batch], Deadline.Token);
        Assert.Equal(
            LinesOf(0).Order(StringComparer.Ordinal),
            (await made.LinesAsync(LakeLayout.Landing)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Quarantine_and_engagement_are_where_their_keys_say()
    {
        await using var made = await CreateAsync();
        await made.Delivery.DeliverAsync(
            [
                BatchOf($"{LakeLayout.Quarantine}2019/10/01/00/s-1-2.json.gz", ["no event"]),
                BatchOf($"{LakeLayout.LandingEngagement}2019/10/01/00/s-1-2.json.gz", ["a minute"]),
                BatchOf($"{LakeLayout.Landing}2019/10/01/00/s-1-2.json.gz", ["an event"]),
            ],
            Deadline.Token);
        Assert.Equal(["no event"], await made.LinesAsync($"{LakeLayout.Quarantine}2019/10/01/00/s-1-2.json.gz"));
        Assert.Equal(["a minute"], await made.LinesAsync($"{LakeLayout.LandingEngagement}2019/10/01/00/s-1-2.json.gz"));
        Assert.Equal(["an event"], await made.LinesAsync(LakeLayout.Landing));
    }

    [Fact]
    public async Task Shards_deliver_at_the_same_time()
    {
        await using var made = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(shard => Task.Run(() => made.Delivery.DeliverAsync(
            [BatchOf($"{LakeLayout.Landing}2019/10/01/00/shard{shard}-1-2.json.gz", LinesOf(shard))], Deadline.Token))));
        Assert.Equal(
            Enumerable.Range(0, 6).SelectMany(LinesOf).Order(StringComparer.Ordinal),
            (await made.LinesAsync(LakeLayout.Landing)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("landing/clickstream/2019/10/01/00/s-1-2.json.gz")]
    [InlineData("quarantine/2019/10/01/00/s-1-2.json.gz")]
    public async Task What_does_not_become_durable_is_a_failure(string key)
    {
        await using var made = await CreateBrokenAsync();
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => made.Delivery.DeliverAsync([BatchOf(key, ["line"])], Deadline.Token));
        Assert.NotEmpty(failure.Message);
    }

    [Fact]
    public async Task A_delivery_that_is_cancelled_before_it_begins_delivers_nothing()
    {
        await using var made = await CreateAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => made.Delivery.DeliverAsync(
            [BatchOf($"{LakeLayout.Landing}2019/10/01/00/s-1-2.json.gz", ["line"])], new CancellationToken(canceled: true)));
        Assert.Empty(await made.LinesAsync(LakeLayout.Landing));
    }

    [Fact]
    public async Task Nothing_is_delivered_at_once()
    {
        await using var made = await CreateBrokenAsync();
        await made.Delivery.DeliverAsync([], Deadline.Token);
    }

    private static string[] LinesOf(int batch) =>
        [.. Enumerable.Range(0, 100).Select(number => $$"""{"click_id":"{{batch}}-{{number}}","text":"ü{{new string('x', number)}}"}""")];

    private static MicroBatch BatchOf(string key, string[] lines)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                gzip.Write(Encoding.UTF8.GetBytes(line + "\n"));
            }
        }

        return new MicroBatch(new ObjectKey(key), bytes.ToArray(), lines.Length);
    }
}
