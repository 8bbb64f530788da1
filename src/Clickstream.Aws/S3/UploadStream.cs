namespace Clickstream.Aws.S3;

/// <summary>Fills one part after the other; each full one is handed on. Writing waits while the part before is on its way.</summary>
/// <param name="firstSize">The bytes of the first part.</param>
/// <param name="send">Takes a full part and gives the next buffer and its size.</param>
internal sealed class UploadStream(int firstSize, Func<MemoryStream, CancellationToken, Task<(MemoryStream Next, int Size)>> send) : Stream
{
    private int _size = firstSize;
    private long _written;

    /// <summary>The part that is being filled.</summary>
    public MemoryStream Filling { get; private set; } = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (Filling.Length == _size)
            {
                (Filling, _size) = await send(Filling, cancellationToken).ConfigureAwait(false);
            }

            var count = (int)Math.Min(buffer.Length, _size - Filling.Length);
            Filling.Write(buffer.Span[..count]);
            _written += count;
            buffer = buffer[count..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>For writers that are not asynchronous: waits on a thread of the pool, where no context can be blocked by it.</summary>
    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Nothing happens: parts are sent when they are full, and the last one with the commit.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
