using System.Net;
using Amazon.Runtime;
using Clickstream.Core.Objects;

namespace Clickstream.Aws.S3;

/// <summary>
/// An object as a seekable stream: ranged GETs with read-ahead, each under the condition that the object is still the same.
/// Not thread-safe. An object that was replaced or removed meanwhile is an <see cref="ObjectStoreException"/>.
/// </summary>
internal sealed class S3ReadStream : Stream
{
    private readonly S3Reader _reader;
    private readonly S3Place _place;
    private readonly string _etag;
    private byte[] _block;
    private long _blockStart;
    private ReadAhead _ahead = new(ReadAhead.First);

    private S3ReadStream(S3Reader reader, S3Place place, S3Content first)
    {
        (_reader, _place, _etag, _block) = (reader, place, first.ETag, first.Content);
        Length = first.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    /// <summary>Opens an object; null if there is none.</summary>
    public static async Task<S3ReadStream?> OpenAsync(S3Reader reader, S3Place place, CancellationToken cancellationToken)
    {
        try
        {
            var first = await reader.ReadAsync(place, (0, ReadAhead.First), ifMatch: null, cancellationToken).ConfigureAwait(false);
            return first is null ? null : new S3ReadStream(reader, place, first);
        }
        catch (ObjectStoreException fault) when (StatusOf(fault) == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // An empty object has no first byte.
            var empty = await reader.ReadAsync(place, range: null, ifMatch: null, cancellationToken).ConfigureAwait(false);
            return empty is null ? null : new S3ReadStream(reader, place, empty);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || Position >= Length)
        {
            return 0;
        }

        if (Position < _blockStart || Position >= _blockStart + _block.Length)
        {
            await FetchAsync(buffer.Length, cancellationToken).ConfigureAwait(false);
        }

        var available = _block.AsMemory((int)(Position - _blockStart));
        var count = Math.Min(buffer.Length, available.Length);
        available[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>For readers that are not asynchronous: waits on a thread of the pool, where no context can be blocked by it.</summary>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = offset + origin switch { SeekOrigin.Current => Position, SeekOrigin.End => Length, _ => 0 };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        return Position = position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task FetchAsync(int wanted, CancellationToken cancellationToken)
    {
        _ahead = _ahead.Next(isJump: Position != _blockStart + _block.Length);
        var (start, count) = _ahead.Block(Position, wanted, Length);
        try
        {
            var content = await _reader.ReadAsync(_place, (start, count), _etag, cancellationToken).ConfigureAwait(false)
                ?? throw new ObjectStoreException($"{_place} was removed while it was read. Read what replaced it, or start again.");
            (_block, _blockStart) = (content.Content, start);
        }
        catch (ObjectStoreException fault) when (StatusOf(fault) == HttpStatusCode.PreconditionFailed)
        {
            throw new ObjectStoreException($"{_place} was replaced while it was read. Read it again from its beginning.", fault);
        }
    }

    private static HttpStatusCode? StatusOf(ObjectStoreException fault) => (fault.InnerException as AmazonServiceException)?.StatusCode;
}
