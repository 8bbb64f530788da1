using System.Text;

namespace Clickstream.Aws.Tests.Kinesis;

public class EventFrameTests
{
    [Fact]
    public async Task A_message_is_read_with_its_headers_and_its_payload()
    {
        using var frame = await EventFrames.ReadAsync(EventFrames.Event("""{"a":1}"""));
        Assert.Equal(("event", "SubscribeToShardEvent", "application/x-amz-json-1.1"), (frame!.MessageType, frame.Kind, frame.ContentType));
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(frame.Buffer.Span.Slice(frame.PayloadAt, frame.PayloadLength)));
    }

    [Fact]
    public async Task The_published_vectors_are_read()
    {
        // An empty message, and one with the header event-type-less payload {'foo':'bar'}: from the test vectors of the specification.
        using var empty = await EventFrames.ReadAsync(Convert.FromHexString("000000100000000005C248EB7D98C8FF"));
        Assert.Equal(0, empty!.PayloadLength);
        using var payload = await EventFrames.ReadAsync(Convert.FromHexString("0000001D00000000FD528C5A7B27666F6F273A27626172277DC36539 36".Replace(" ", "")));
        Assert.Equal("{'foo':'bar'}", Encoding.UTF8.GetString(payload!.Buffer.Span.Slice(payload.PayloadAt, payload.PayloadLength)));
    }

    [Fact]
    public async Task The_end_of_the_stream_is_no_message() => Assert.Null(await EventFrames.ReadAsync([]));

    [Fact]
    public async Task Any_broken_bit_is_noticed()
    {
        var good = EventFrames.Event("""{"Records":[]}""");
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = (byte[])good.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            await Assert.ThrowsAsync<FormatException>(() => EventFrames.ReadAsync(bad));
        }
    }

    [Fact]
    public async Task A_message_that_is_cut_is_noticed()
    {
        var good = EventFrames.Event("""{"Records":[]}""");
        for (var length = 1; length < good.Length; length++)
        {
            await Assert.ThrowsAsync<EndOfStreamException>(() => EventFrames.ReadAsync(good[..length]));
        }
    }
}
