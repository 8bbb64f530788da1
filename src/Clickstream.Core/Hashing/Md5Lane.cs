using System.Buffers.Binary;

namespace Clickstream.Core.Hashing;

/// <summary>A message on its way through a lane: what is ready lies between <see cref="At"/> and <see cref="End"/> of the lane's chunk.</summary>
internal struct Md5Lane
{
    public const int BlockBytes = 64;

    /// <summary>What a lane has ready; eight of them are a quarter of the first-level cache.</summary>
    public const int ChunkBytes = 16 * BlockBytes;

    public bool IsActive;
    public int Message;
    public int At;
    public int End;
    private long _taken; // Bytes of the message, and then of its padding, that were put into the chunk.
    private bool _isPadded;

    /// <summary>Puts what follows of the message, with the padding behind its end, into the chunk.</summary>
    public void Fill(ReadOnlySpan<byte> message, Span<byte> chunk)
    {
        var left = message[(int)Math.Min(_taken, message.Length)..];
        var copied = Math.Min(left.Length, chunk.Length);
        left[..copied].CopyTo(chunk);
        (At, End) = (0, copied);
        _taken += copied;
        if (copied < chunk.Length && !_isPadded)
        {
            Pad(message.Length, chunk);
        }
    }

    /// <summary>Goes on behind blocks that were hashed.</summary>
    /// <returns>Whether the message is through.</returns>
    public bool Advance(int blocks)
    {
        At += blocks * BlockBytes;
        return At == End && _isPadded;
    }

    /// <summary>One bit, zeros, and the length in bits in the last eight bytes of a block. If that does not fit, the message ends in the next chunk.</summary>
    private void Pad(long length, Span<byte> chunk)
    {
        var end = ((End + 1 + sizeof(ulong) + BlockBytes - 1) / BlockBytes) * BlockBytes;
        var hasBit = _taken > length;
        chunk = chunk[End..Math.Min(end, chunk.Length)];
        chunk.Clear();
        if (!hasBit)
        {
            chunk[0] = 0x80;
        }

        _taken += chunk.Length;
        End += chunk.Length;
        if (End == end)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(chunk[^sizeof(ulong)..], (ulong)length * 8);
            _isPadded = true;
        }
    }
}
