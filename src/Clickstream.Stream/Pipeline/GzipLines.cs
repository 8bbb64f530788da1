using System.Buffers;
using System.IO.Compression;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// The lines of one object in the making, compressed as they come. It can be paused: what follows is another gzip member,
/// which every reader of gzip takes as one content, so that the memory of the compressor is free in between.
/// </summary>
internal sealed class GzipLines : IBufferWriter<byte>, IDisposable
{
    private const int BlockBytes = 32 * 1024; // Compressing in blocks costs one call per about 60 lines.

    private readonly PooledBuffer _compressed = new();
    private byte[] _block = [];
    private int _blockLength;
    private GZipStream? _gzip;

    /// <summary>How many lines were ended.</summary>
    public long Lines { get; private set; }

    /// <summary>Bytes in memory.</summary>
    public long Bytes => _compressed.Length + _blockLength;

    /// <summary>Counts a line whose bytes, line feed included, were written.</summary>
    public void EndLine()
    {
        Lines++;
        if (_blockLength >= BlockBytes)
        {
            Compress();
        }
    }

    /// <summary>Ends the gzip member and frees the compressor.</summary>
    public void Pause()
    {
        Compress();
        Release();
    }

    /// <summary>Ends the object.</summary>
    /// <returns>Its bytes, valid until this is disposed.</returns>
    public ReadOnlyMemory<byte> Finish()
    {
        Pause();
        return _compressed.Written;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _blockLength += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block.AsMemory(_blockLength);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block.AsSpan(_blockLength);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _blockLength = 0; // Disposing without Finish discards.
        Release();
        _compressed.Dispose();
    }

    private void Release()
    {
        _gzip?.Dispose();
        _gzip = null;
        if (_block.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_block);
            _block = [];
        }
    }

    private void Reserve(int sizeHint)
    {
        var needed = Math.Max(sizeHint, 1);
        if (_block.Length - _blockLength >= needed)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(BlockBytes * 2, checked((_blockLength * 2) + needed)));
        _block.AsSpan(0, _blockLength).CopyTo(larger);
        if (_block.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_block);
        }

        _block = larger;
    }

    private void Compress()
    {
        if (_blockLength == 0)
        {
            return;
        }

        _gzip ??= new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true);
        _gzip.Write(_block, 0, _blockLength);
        _blockLength = 0;
    }
}
