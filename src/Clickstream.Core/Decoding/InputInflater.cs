using System.Buffers;
using System.Runtime.InteropServices;
using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>Inflates records that producers have compressed.</summary>
public static class InputInflater
{
    /// <summary>Bytes that one record may inflate to. A record holds at most 10 MiB, so more is a mistake or an attack.</summary>
    public const int MaxInflatedBytes = 64 * 1024 * 1024;

    private const int Step = 64 * 1024;

    /// <summary>Whether the bytes begin like gzip.</summary>
    public static bool IsCompressed(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Inflates a whole record, of one or more gzip members.</summary>
    /// <param name="data">The compressed bytes.</param>
    /// <param name="into">Gets the content; if the result is not None, only a part of it, which is not to be used.</param>
    /// <returns>None, CorruptCompression or TooLarge.</returns>
    public static RejectionReason TryInflate(ReadOnlyMemory<byte> data, IBufferWriter<byte> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var source = MemoryMarshal.TryGetArray(data, out var array) ? array : new ArraySegment<byte>(data.ToArray());
        using var compressed = new MemoryStream(source.Array!, source.Offset, source.Count, writable: false);
        using var inflating = new InflatingStream(compressed);
        try
        {
            for (var total = 0L; ;)
            {
                var read = inflating.Read(into.GetSpan(Step));
                if (read == 0)
                {
                    return RejectionReason.None;
                }

                total += read;
                if (total > MaxInflatedBytes)
                {
                    return RejectionReason.TooLarge;
                }

                into.Advance(read);
            }
        }
        catch (InvalidDataException)
        {
            return RejectionReason.CorruptCompression;
        }
    }
}
