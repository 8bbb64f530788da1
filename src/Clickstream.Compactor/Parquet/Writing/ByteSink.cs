using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>Bytes that grow at the end; used again and again, so that a file needs few and large buffers.</summary>
internal sealed class ByteSink(int capacity)
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was put; valid until more is put.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The same for an asynchronous reader.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Forgets all bytes.</summary>
    public void Clear() => Length = 0;

    /// <summary>Room for bytes that are about to be put; <see cref="Commit"/> follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Grow(length);
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Takes the first bytes of the room that was reserved.</summary>
    public void Commit(int length) => Length += length;

    public void Put(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>A text as Parquet's plain encoding has it: four bytes of length, and the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutPlain(ReadOnlySpan<byte> text)
    {
        var to = Reserve(sizeof(int) + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to, text.Length);
        text.CopyTo(to[sizeof(int)..]);
        Length += sizeof(int) + text.Length;
    }

    /// <summary>Numbers as Parquet's plain encoding has them: eight bytes each.</summary>
    public void PutPlain(ReadOnlySpan<long> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            Put(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);
            Length += sizeof(long);
        }
    }

    /// <summary>An unsigned number of as many bytes as it needs, seven bits in each.</summary>
    public void PutVarint(ulong value)
    {
        var to = Reserve(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[length++] = (byte)(value | 0x80);
        }

        to[length++] = (byte)value;
        Length += length;
    }

    /// <summary>Overwrites four bytes that were left open before.</summary>
    public void PutInt32At(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    private void Grow(int length) =>
        Array.Resize(ref _bytes, (int)Math.Max(Math.Min(_bytes.Length * 2L, Array.MaxLength), checked(Length + length)));
}
