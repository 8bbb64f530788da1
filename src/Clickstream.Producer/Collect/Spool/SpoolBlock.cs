using System.Buffers.Binary;

namespace Clickstream.Producer.Collect.Spool;

/// <summary>Records side by side, as they will stand in a frame. Reused; not safe for concurrent use.</summary>
internal sealed class SpoolBlock
{
    private const int RecordHeader = 6;
    private byte[] _bytes = new byte[4 * 1024];

    /// <summary>Bytes held.</summary>
    public int Length { get; private set; }

    /// <summary>Records held.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Adds a record.</summary>
    /// <param name="key">The partition key, at most 256 bytes.</param>
    /// <param name="data">The event.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        var to = Reserve(RecordHeader + key.Length + data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[2..], data.Length);
        key.CopyTo(to[RecordHeader..]);
        data.CopyTo(to[(RecordHeader + key.Length)..]);
        Length += RecordHeader + key.Length + data.Length;
        Count++;
    }

    /// <summary>Adds all records of another block.</summary>
    public void Add(SpoolBlock other)
    {
        other.Span.CopyTo(Reserve(other.Length));
        Length += other.Length;
        Count += other.Count;
    }

    /// <summary>Removes all records; a buffer that a rare large request left is not kept.</summary>
    public void Clear(int keptBytes)
    {
        Length = Count = 0;
        if (_bytes.Length > keptBytes)
        {
            _bytes = new byte[keptBytes];
        }
    }

    /// <summary>Reads the record that begins at a place.</summary>
    /// <returns>Where the next one begins.</returns>
    public static int Read(ReadOnlySpan<byte> records, int at, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> data)
    {
        var keyLength = BinaryPrimitives.ReadUInt16LittleEndian(records[at..]);
        var dataLength = BinaryPrimitives.ReadInt32LittleEndian(records[(at + 2)..]);
        at += RecordHeader;
        key = records.Slice(at, keyLength);
        data = records.Slice(at + keyLength, dataLength);
        return at + keyLength + dataLength;
    }

    private Span<byte> Reserve(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        return _bytes.AsSpan(Length);
    }
}
