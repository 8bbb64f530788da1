using System.Formats.Cbor;
using System.Text.Json;
using Clickstream.Core.Streams;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>Reads the body of a call.</summary>
internal static class RequestReader
{
    /// <summary>Levels of a body; the deepest member of the API is at the fourth.</summary>
    public const int MaxDepth = 16;

    /// <summary>Reads the members.</summary>
    /// <exception cref="ApiFault">It is not an object of the format.</exception>
    public static WireObject Read(Memory<byte> body, WireFormat format) => ReadWithRecords(body, format, null);

    /// <summary>Reads the members; the entries of <c>Records</c> go to a list, their data still in the memory of the body.</summary>
    /// <exception cref="ApiFault">It is not an object of the format, or a record is not complete.</exception>
    public static WireObject ReadWithRecords(Memory<byte> body, WireFormat format, List<PutEntry>? records)
    {
        try
        {
            return (body.Length, format) switch
            {
                (0, _) => new WireObject([]),
                (_, WireFormat.Cbor) => CborRequestReader.Read(body, records),
                _ => JsonRequestReader.Read(body, records),
            };
        }
        catch (Exception fault) when (
            fault is JsonException or CborContentException or InvalidOperationException or FormatException or OverflowException)
        {
            throw ApiFault.Serialization($"The body is not what the operation takes: {fault.Message}");
        }
    }
}
