using System.Buffers;

namespace Clickstream.Stream.Pipeline;

/// <summary>A stream that only grows, in memory that is borrowed and given back when it is disposed.</summary>
internal sealed class PooledBuffer : System.IO.Stream
{
    private const int InitialBytes = 16 * 1024;

    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException("The buffer only grows.");
    }

    /// <summary>What was written; valid until the buffer is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        if (_bytes.Length - _length < buffer.Length)
        {
            Grow(checked(_length + buffer.Length));
        }

        buffer.CopyTo(_bytes.AsSpan(_length));
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Everything is in memory already.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The buffer is for writing.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The buffer only grows.");

    public override void SetLength(long value) => throw new NotSupportedException("The buffer only grows.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _bytes, null) is { } bytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        base.Dispose(disposing);
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes!.Length * 2));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
