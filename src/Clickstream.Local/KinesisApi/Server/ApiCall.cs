using Clickstream.Core.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Server;

/// <summary>A call: the format it came in, which is that of its answer, and its body, which must not be used after the answer.</summary>
internal sealed record ApiCall(WireFormat Format, Memory<byte> Body)
{
    /// <summary>The members.</summary>
    /// <exception cref="ApiFault">The body is not an object of the format.</exception>
    public WireObject Read() => RequestReader.Read(Body, Format);

    /// <summary>The members, with the entries of <c>Records</c> in a list.</summary>
    /// <exception cref="ApiFault">The body is not an object of the format, or a record is not complete.</exception>
    public WireObject Read(List<PutEntry> records) => RequestReader.ReadWithRecords(Body, Format, records);
}
