using System.Buffers;

namespace Clickstream.Local.Streams;

/// <summary>
/// The memory of one page of records, rented in chunks so that a small page costs little and a large one needs no huge array.
/// </summary>
internal sealed class PageBuffers : IDisposable
{
    private const int ChunkBytes = 256 * 1024; // Holds two 96 KB aggregates; what a small page wastes is small, too.

    private readonly List<byte[]> _chunks = [];
    private int _used;

    /// <summary>Copies the bytes into the page.</summary>
    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> data)
    {
        if (_chunks.Count == 0 || _chunks[^1].Length - _used < data.Length)
        {
            _chunks.Add(ArrayPool<byte>.Shared.Rent(Math.Max(ChunkBytes, data.Length)));
            _used = 0;
        }

        var place = _chunks[^1].AsMemory(_used, data.Length);
        data.CopyTo(place.Span);
        _used += data.Length;
        return place;
    }

    public void Dispose()
    {
        foreach (var chunk in _chunks)
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        _chunks.Clear();
    }
}
