using System.Text;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.S3;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;
using Clickstream.Core.Objects;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests.S3;

public sealed class S3ReadTests : IDisposable
{
    private static readonly ObjectKey Key = new("landing/clickstream/x.json.gz");

    private readonly TestBucket _bucket = new();

    public void Dispose() => _bucket.Dispose();

    [EmulatorFact(EmulatorName.Moto)]
    public async Task Any_position_can_be_read_in_any_order()
    {
        var store = await _bucket.OpenAsync();
        var bytes = new byte[(3 << 20) + 5];
        var random = new Random(42);
        random.NextBytes(bytes);
        await store.PutAsync(Key, bytes, Deadline.Token);
        await using var read = (await store.OpenReadAsync(Key, Deadline.Token))!;
        Assert.Equal(bytes.Length, read.Length);
        var all = new MemoryStream();
        await read.CopyToAsync(all, Deadline.Token);
        Assert.True(all.ToArray().AsSpan().SequenceEqual(bytes));
        Assert.Equal(0, await read.ReadAsync(new byte[1], Deadline.Token));
        for (var i = 0; i < 30; i++)
        {
            var start = random.Next(bytes.Length);
            var piece = new byte[random.Next(Math.Min(400_000, bytes.Length - start))];
            read.Seek(start, SeekOrigin.Begin);
            await read.ReadExactlyAsync(piece, Deadline.Token);
            Assert.True(piece.AsSpan().SequenceEqual(bytes.AsSpan(start, piece.Length)), $"{start} {piece.Length}");
        }
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task An_object_that_is_replaced_while_it_is_read_is_noticed()
    {
        var store = await _bucket.OpenAsync();
        await store.PutAsync(Key, new byte[3 << 20], Deadline.Token);
        await using var read = (await store.OpenReadAsync(Key, Deadline.Token))!;
        await read.ReadExactlyAsync(new byte[1000], Deadline.Token);
        await store.PutAsync(Key, Enumerable.Repeat((byte)7, 3 << 20).ToArray(), Deadline.Token);
        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => read.CopyToAsync(Stream.Null, Deadline.Token));
        Assert.Contains("was replaced while it was read", fault.Message, StringComparison.Ordinal);
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task An_object_that_is_removed_while_it_is_read_is_noticed()
    {
        var store = await _bucket.OpenAsync();
        await store.PutAsync(Key, new byte[3 << 20], Deadline.Token);
        await using var read = (await store.OpenReadAsync(Key, Deadline.Token))!;
        await store.DeleteAsync(Key, Deadline.Token);
        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => read.CopyToAsync(Stream.Null, Deadline.Token));
        Assert.Contains("was removed while it was read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_asked_for_again()
    {
        var body = Encoding.UTF8.GetBytes("a body of some length");
        // The tag is the MD5 of the body, which the SDK compares.
        var whole = new ScriptedAnswer(200, body) { Headers = new Dictionary<string, string> { ["ETag"] = "\"bea861d712bd13f064bbef3b40c3e07d\"" } };
        await using var server = ScriptedServer.Of(whole with { DropAfter = 5 }, whole with { DropAfter = 0 }, whole);
        using var client = S3Clients.Create(TestEnvironment.At(AwsService.S3, server.Address));
        var store = new S3ObjectStore(client, new S3StoreOptions { Bucket = "lake", JitterSeed = 1 }, TimeProvider.System);
        var found = await store.GetAsync(Key, Deadline.Token);
        Assert.Equal(body, found!.Content.ToArray());
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void A_footer_that_is_read_backwards_costs_one_request()
    {
        const long length = 100 << 20;
        var behind = new ReadAhead(ReadAhead.First).Next(isJump: true);
        var (start, count) = behind.Block(length - 8, wanted: 8, length);
        Assert.Equal(length, start + count);
        Assert.Equal(256 << 10, count);
    }

    [Fact]
    public void Reading_on_fetches_twice_as_much_each_time_up_to_a_limit_and_a_jump_begins_anew()
    {
        var ahead = new ReadAhead(ReadAhead.First);
        var sizes = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            sizes.Add((ahead = ahead.Next(isJump: false)).Size);
        }

        Assert.Equal([2 << 20, 4 << 20, 8 << 20, 8 << 20, 8 << 20], sizes);
        Assert.Equal(256 << 10, ahead.Next(isJump: true).Size);
        Assert.Equal((1000, 5 << 20), ahead.Next(isJump: true).Block(1000, 5 << 20, 100 << 20)); // Whoever asks for more gets it at once.
        Assert.Equal((0, 10), ahead.Block(3, 100, 10));
    }
}
