using Clickstream.Core.Events;

namespace Clickstream.Producer.Streams;

/// <summary>
/// Consecutive inputs of one source, side by side in one buffer, with what a merge and a router need to know of each. Reused.
/// </summary>
internal sealed class ItemBlock(int capacity = ItemBlock.DefaultCapacity)
{
    /// <summary>
    /// Bytes at which a block is full by default: large enough that handing it over costs nothing per input, small enough for the cache.
    /// </summary>
    public const int DefaultCapacity = 256 * 1024;

    // An input that begins in a full block's last bytes has room without growing, unless it is unusually long.
    private const int Slack = 8 * 1024;
    private byte[] _bytes = new byte[capacity + Slack];
    private ItemInfo[] _items = new ItemInfo[1024];
    private int _count;

    public int Length { get; private set; }

    /// <summary>Hours since the start of the traffic, where a block belongs to one hour.</summary>
    public int Hour { get; set; }

    public int Count => _count;

    public bool HasRoom => Length < capacity;

    public ReadOnlyMemory<byte> Content => _bytes.AsMemory(0, Length);

    public ref readonly ItemInfo this[int index] => ref _items[index];

    public ReadOnlySpan<byte> DataOf(in ItemInfo item) => _bytes.AsSpan(item.Start, item.Length);

    public ReadOnlySpan<byte> KeyOf(in ItemInfo item) => _bytes.AsSpan(item.KeyStart, item.KeyLength);

    /// <summary>Room for what comes next.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Appends bytes.</summary>
    /// <returns>Where they begin.</returns>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        var start = Length;
        Length += bytes.Length;
        return start;
    }

    /// <summary>Keeps bytes that were written to <see cref="Reserve"/>.</summary>
    public void Commit(int length) => Length += length;

    /// <summary>Notes an input whose bytes are in the block.</summary>
    public void Add(in ItemInfo item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = item;
    }

    /// <summary>Drops the inputs whose number is below this one.</summary>
    public void DropBefore(long number)
    {
        var keep = 0;
        while (keep < _count && _items[keep].Number < number)
        {
            keep++;
        }

        _items.AsSpan(keep, _count - keep).CopyTo(_items);
        _count -= keep;
    }

    public void Clear() => Length = _count = 0;
}

/// <summary>An input of a block.</summary>
/// <param name="Start">Where its bytes begin.</param>
/// <param name="Length">Their number.</param>
/// <param name="KeyStart">Where its partition key begins.</param>
/// <param name="KeyLength">The bytes of its partition key; 0 if its origin is to serve.</param>
/// <param name="Time">Its event time in microseconds since 1970, or that of the input before it.</param>
/// <param name="Number">Which input of its source it is.</param>
/// <param name="Problem">None; else why it cannot go through the stream.</param>
internal readonly record struct ItemInfo(
    int Start, int Length, int KeyStart, int KeyLength, long Time, long Number, RejectionReason Problem = RejectionReason.None);
