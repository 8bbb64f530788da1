using System.Buffers;

namespace Clickstream.Aws.Transport;

/// <summary>
/// Bytes in a rented array that grows. It is counted: who hands it to somebody that may outlive them (a request body that is still being
/// sent when
/// the answer is there, a page of records) retains it first, and the array goes back to the pool with the last release.
/// </summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private const int MinCapacity = 256; // The smallest requests and answers are about that long.

    private byte[] _array = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, MinCapacity));
    private int _holders = 1;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    /// <summary>The bytes, for decoding base64 where it stands.</summary>
    public byte[] Array => _array;

    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint);

    public void Advance(int count) => Length += count;

    /// <summary>Writes bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Forgets the bytes and keeps the array.</summary>
    public void Clear() => Length = 0;

    /// <summary>Reads a stream to its end.</summary>
    public async ValueTask FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(GetMemory(1), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            Length += read;
        }
    }

    /// <summary>Reads exactly this many bytes.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before.</exception>
    public async ValueTask FillAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        await stream.ReadExactlyAsync(Room(count)[..count], cancellationToken).ConfigureAwait(false);
        Length += count;
    }

    /// <summary>Keeps the array until one more release.</summary>
    public void Retain()
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _holders) <= 1, this);
    }

    /// <summary>Gives up one hold.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _holders = int.MinValue / 2; // Whoever retains it now is told.
            var array = _array;
            _array = [];
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private Memory<byte> Room(int size)
    {
        size = Math.Max(size, 1);
        if (_array.Length - Length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_array.Length * 2, Length + size));
            _array.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        return _array.AsMemory(Length);
    }
}
