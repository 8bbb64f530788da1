using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Backfill;

/// <summary>
/// Cuts a large object of plain lines into chunks, so that several processors read it. A cut is made only between <c>}</c>, the end of a line
/// and <c>{</c>: in JSON of any form that is a place between two events, since within an object or array a comma would stand there. Compressed
/// objects have one chunk.
/// </summary>
internal static class RawSplit
{
    /// <summary>Bytes of a chunk: enough that opening it costs nothing, few enough that an hour gives work to all processors to its end.</summary>
    public const long ChunkBytes = 16L << 20;

    private const int SearchBytes = 64 * 1024;

    /// <summary>The chunks of an object.</summary>
    /// <exception cref="IOException">It cannot be read, or is gone.</exception>
    public static async Task<IReadOnlyList<RawChunk>> SplitAsync(
        IObjectStore store, RawObject raw, long chunkBytes, CancellationToken cancellationToken)
    {
        var chunks = new List<RawChunk>();
        var begin = 0L;
        if (raw.Size > chunkBytes)
        {
            await using var content = await store.OpenReadAsync(raw.Key, cancellationToken) ?? throw Gone(raw);
            var buffer = new byte[SearchBytes];
            var start = await content.ReadAtLeastAsync(buffer, 2, throwOnEndOfStream: false, cancellationToken);
            if (!InputInflater.IsCompressed(buffer.AsSpan(0, start)))
            {
                for (var at = chunkBytes; at < raw.Size; at = Math.Max(at + chunkBytes, begin + chunkBytes))
                {
                    if (await FindCutAsync(content, at, buffer, cancellationToken) is not { } cut)
                    {
                        break;
                    }

                    chunks.Add(new RawChunk(raw, chunks.Count, begin, cut));
                    begin = cut;
                }
            }
        }

        chunks.Add(new RawChunk(raw, chunks.Count, begin, null));
        return chunks;
    }

    public static IOException Gone(RawObject raw) => new($"{raw.Key} is gone since it was listed.");

    // The first place at or behind a byte where an event begins. Null if there is none up to the end.
    private static async Task<long?> FindCutAsync(System.IO.Stream content, long from, byte[] buffer, CancellationToken cancellationToken)
    {
        content.Position = from;
        var (offset, kept) = (from, 0);
        while (true)
        {
            var read = await content.ReadAsync(buffer.AsMemory(kept), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            var bytes = buffer.AsSpan(0, kept + read);
            for (var at = 0; at < bytes.Length - 1; at++)
            {
                if (bytes[at] == '\n' && bytes[at + 1] == '{' && EndsObject(bytes[..at]))
                {
                    return offset + at + 1;
                }
            }

            // The last three bytes may be the beginning of a cut.
            kept = Math.Min(3, bytes.Length);
            offset += bytes.Length - kept;
            bytes[^kept..].CopyTo(buffer);
        }
    }

    private static bool EndsObject(ReadOnlySpan<byte> before) => before is [.., (byte)'}'] or [.., (byte)'}', (byte)'\r'];
}
