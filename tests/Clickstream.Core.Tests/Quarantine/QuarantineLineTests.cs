using System.Buffers;
using Clickstream.Core.Events;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;
using CsCheck;

namespace Clickstream.Core.Tests.Quarantine;

public sealed class QuarantineLineTests
{
    [Fact]
    public void An_entry_is_read_back_as_it_was() =>
        Gen.Select(Gen.Int[1, 14], Gen.OneOf(Gen.Byte.Array, Gen.String.Select(System.Text.Encoding.UTF8.GetBytes)), Gen.Int[0, 2_000_000], Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char[' ', '\u2fff'], 0, 20]!))
            .Sample((reason, payload, number, text) =>
            {
                var entry = new QuarantineEntry
                {
                    Reason = (RejectionReason)reason,
                    Detail = text,
                    Hour = new Hour(number),
                    Source = text ?? "raw/clickstream/2019/10/01/00/a.json",
                    Position = text,
                    Origin = text,
                    Offset = number % 2 == 0 ? null : number,
                    Length = number,
                    Received = number % 3 == 0 ? null : new EventTime(number * 1_000_003L),
                    Payload = payload,
                };
                var line = new ArrayBufferWriter<byte>();
                using var writer = new QuarantineLineWriter();
                writer.Write(entry, line);
                Assert.Equal(line.WrittenCount - 1, line.WrittenSpan.IndexOf((byte)'\n'));
                var again = QuarantineLineReader.Read(line.WrittenSpan);
                Assert.Equal(payload, again.Payload.ToArray());
                Assert.Equal(entry, again with { Payload = entry.Payload });
            });

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"reason\":\"bored\",\"length\":1}")]
    [InlineData("{\"reason\":7,\"length\":1}")]
    [InlineData("{\"reason\":\"missing_time\",\"length\":1,\"hour\":\"noon\"}")]
    [InlineData("{\"reason\":\"missing_time\",\"length\":1")]
    public void A_line_that_is_no_entry_is_refused(string line) =>
        Assert.Throws<FormatException>(() => QuarantineLineReader.Read(System.Text.Encoding.UTF8.GetBytes(line)));
}
