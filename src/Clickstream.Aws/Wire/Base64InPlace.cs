using System.Buffers;
using System.Buffers.Text;

namespace Clickstream.Aws.Wire;

/// <summary>Decodes base64 where it stands, so that data needs no memory of its own.</summary>
internal static class Base64InPlace
{
    /// <exception cref="FormatException">It is not base64.</exception>
    public static ReadOnlyMemory<byte> Decode(Memory<byte> text) =>
        Base64.DecodeFromUtf8InPlace(text.Span, out var length) == OperationStatus.Done
            ? text[..length]
            : throw new FormatException("Data is neither bytes nor base64.");
}
