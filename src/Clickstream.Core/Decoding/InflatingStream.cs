using System.IO.Compression;

namespace Clickstream.Core.Decoding;

/// <summary>
/// The content of a gzip file of one or more members. Unlike <see cref="GZipStream"/> it does not take a file that is cut off for a whole
/// one: when the content seems to have ended, it feeds one more member of its own, which comes out as it went in only if everything
/// before it was complete. Reading throws <see cref="InvalidDataException"/> if the file is cut off, damaged, or followed by something
/// else.
/// </summary>
internal sealed class InflatingStream : System.IO.Stream
{
    private readonly TailedStream _source;
    private readonly GZipStream _gzip;
    private bool _ended;

    /// <summary>Reads from a source, which it does not close.</summary>
    public InflatingStream(System.IO.Stream source, ReadOnlyMemory<byte> alreadyRead = default)
    {
        _source = new TailedStream(source, alreadyRead);
        _gzip = new GZipStream(_source, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var read = _gzip.Read(buffer);
        if (read == 0)
        {
            CheckEnd();
        }

        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var read = await _gzip.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            CheckEnd();
        }

        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        _ended = true;
        _source.BeginTail();
        Span<byte> end = stackalloc byte[TailedStream.TailContent.Length + 1];
        var length = 0;
        for (int read; length < end.Length && (read = _gzip.Read(end[length..])) > 0;)
        {
            length += read;
        }

        if (!end[..length].SequenceEqual(TailedStream.TailContent))
        {
            throw new InvalidDataException("The gzip data is cut off, or something that is no gzip follows it.");
        }
    }

    /// <summary>Bytes that were read before, then the source, then (once asked for) the closing member.</summary>
    private sealed class TailedStream(System.IO.Stream source, ReadOnlyMemory<byte> alreadyRead) : System.IO.Stream
    {
        private ReadOnlyMemory<byte> _ready = alreadyRead;
        private bool _inTail;

        /// <summary>What the closing member holds.</summary>
        public static ReadOnlySpan<byte> TailContent => "-- end --"u8;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        // The gzip member of TailContent, made once by GZipStream; a test makes sure that it inflates to it.
        private static ReadOnlyMemory<byte> Tail { get; } = new byte[]
        {
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x03, 0xD3, 0xD5, 0x55, 0x48, 0xCD,
            0x4B, 0x51, 0xD0, 0xD5, 0x05, 0x00, 0xAA, 0x48, 0xBE, 0xAF, 0x09, 0x00, 0x00, 0x00,
        };

        public void BeginTail()
        {
            _inTail = true;
            _ready = Tail;
        }

        public override int Read(Span<byte> buffer) => _ready.Length > 0 ? TakeReady(buffer) : _inTail ? 0 : source.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _ready.Length > 0 || _inTail ? ValueTask.FromResult(TakeReady(buffer.Span)) : source.ReadAsync(buffer, cancellationToken);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int TakeReady(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, _ready.Length);
            _ready.Span[..length].CopyTo(buffer);
            _ready = _ready[length..];
            return length;
        }
    }
}
