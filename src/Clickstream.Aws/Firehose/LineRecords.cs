using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Clickstream.Aws.Firehose;

/// <summary>
/// Takes a micro-batch (gzip, lines) apart into records of whole lines within the limits of a Firehose record, each ending in a line feed. It is
/// decompressed because Firehose looks into the lines for their hour, and compresses the objects itself.
/// </summary>
internal static class LineRecords
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>Whether every line fits into a record.</summary>
    /// <exception cref="InvalidDataException">The content is not gzip.</exception>
    public static bool Fit(ReadOnlyMemory<byte> content)
    {
        using var lines = Open(content);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = 0;
            while (lines.Read(buffer) is > 0 and var read)
            {
                var rest = buffer.AsSpan(0, read);
                while (rest.IndexOf(LineFeed) is >= 0 and var end)
                {
                    if (length + end + 1 > FirehoseLimits.MaxRecordBytes)
                        return false;
                    length = 0;
                    rest = rest[(end + 1)..];
                }

                length += rest.Length;
            }

            return length + 1 <= FirehoseLimits.MaxRecordBytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The records, in order; the content is inflated as they are taken.</summary>
    /// <exception cref="InvalidDataException">The content is not gzip, or a line does not fit.</exception>
    public static IEnumerable<byte[]> Cut(ReadOnlyMemory<byte> content)
    {
        using var lines = Open(content);
        var buffer = new byte[FirehoseLimits.MaxRecordBytes];
        var (filled, isEnd) = (0, false);
        while (!isEnd || filled > 0)
        {
            if (!isEnd && filled < buffer.Length)
            {
                var read = lines.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
                isEnd = read < buffer.Length - filled;
                filled += read;
                if (isEnd && filled > 0 && buffer[filled - 1] != LineFeed)
                    buffer[filled++] = LineFeed; // There is room: the buffer was not filled.
            }

            var length = WholeLines(buffer.AsSpan(0, filled));
            if (length > 0)
                yield return buffer[..length];
            else if (filled > 0)
                throw new InvalidDataException($"A line is longer than {FirehoseLimits.MaxRecordBytes} bytes.");
            buffer.AsSpan(length, filled - length).CopyTo(buffer);
            filled -= length;
        }
    }

    private static int WholeLines(ReadOnlySpan<byte> text)
    {
        var length = 0;
        for (var lines = 0; lines < FirehoseLimits.MaxLines && text[length..].IndexOf(LineFeed) is >= 0 and var end; lines++)
            length += end + 1;
        return length;
    }

    private static GZipStream Open(ReadOnlyMemory<byte> content)
    {
        var bytes = MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
        return new GZipStream(bytes, CompressionMode.Decompress);
    }
}
