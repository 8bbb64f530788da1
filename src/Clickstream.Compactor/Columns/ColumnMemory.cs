using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Clickstream.Compactor.Columns;

/// <summary>
/// Values of a column, outside of the collector's memory: tens of megabytes each, which grow where they lie as far as the system can move
/// pages, and are given back the moment they are not needed. In the collector's memory the same values take twice as much, because arrays
/// that were outgrown wait for a collection. Not safe for concurrent use; nobody may read it while it grows or is released.
/// </summary>
/// <typeparam name="T">A number, or a structure of numbers.</typeparam>
internal sealed unsafe class ColumnMemory<T> : IDisposable
    where T : unmanaged
{
    private T* _values;

    ~ColumnMemory() => Release();

    /// <summary>Values that there is room for. What was not set is undefined.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => Length * (long)sizeof(T);

    /// <summary>Bytes that the first values take: pages that nobody wrote to are room, and no memory.</summary>
    public long BytesOf(int values) => Math.Min(Bytes, (values * (long)sizeof(T)) + Environment.SystemPageSize);

    /// <summary>All of it.</summary>
    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_values, Length);
    }

    /// <summary>One value.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Length)
            {
                ThrowOutside();
            }

            return ref _values[index];
        }
    }

    /// <summary>A part of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start, int length) => Span.Slice(start, length);

    /// <summary>Makes room for at least so many values; those that are there stay.</summary>
    public void EnsureCapacity(int length)
    {
        if (length > Length)
        {
            Resize(length);
        }
    }

    /// <summary>Makes room for one value behind so many, by a quarter if it must grow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnsureRoomBehind(int count, int more = 1)
    {
        if (Length - count < more)
        {
            Resize((int)Math.Max(Math.Min(Length * 5L / 4, Array.MaxLength), checked(count + more)));
        }
    }

    /// <summary>Replaces all values by some of them, in another order.</summary>
    /// <param name="order">Where each one was.</param>
    /// <param name="scratch">Grows as needed. All columns use the same one, whose pages are there after the first of them.</param>
    public void Reorder(ReadOnlySpan<int> order, ColumnMemory<byte> scratch)
    {
        var ordered = Ordered(order.Length, scratch);
        var source = Span;
        for (var i = 0; i < ordered.Length; i++)
        {
            ordered[i] = source[order[i]];
        }

        Replace(ordered);
    }

    /// <summary>The same for records of several values each.</summary>
    public void Reorder(ReadOnlySpan<int> order, int valuesPerRecord, ColumnMemory<byte> scratch)
    {
        var ordered = Ordered(checked(order.Length * valuesPerRecord), scratch);
        var source = Span;
        for (var i = 0; i < order.Length; i++)
        {
            source.Slice(order[i] * valuesPerRecord, valuesPerRecord).CopyTo(ordered[(i * valuesPerRecord)..]);
        }

        Replace(ordered);
    }

    /// <summary>Takes the values of another column, and gives it its own.</summary>
    public void Swap(ColumnMemory<T> other)
    {
        var (values, length) = ((nint)_values, Length);
        _values = other._values;
        Length = other.Length;
        other._values = (T*)values;
        other.Length = length;
    }

    /// <summary>Forgets all values and makes room for so many, all zero.</summary>
    public void Reset(int length)
    {
        NativeBlocks.Free(_values);
        _values = (T*)NativeBlocks.AllocateZeroed(SizeOf(length));
        Length = length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private static Span<T> Ordered(int length, ColumnMemory<byte> scratch)
    {
        scratch.EnsureCapacity(checked(length * sizeof(T)));
        return new Span<T>(scratch._values, length);
    }

    private void Replace(ReadOnlySpan<T> values)
    {
        EnsureCapacity(values.Length);
        values.CopyTo(Span);
        Length = values.Length;
    }

    private void Resize(int length)
    {
        _values = (T*)NativeBlocks.Resize(_values, SizeOf(length));
        Length = length;
    }

    private void Release()
    {
        NativeBlocks.Free(_values);
        _values = null;
        Length = 0;
    }

    private static nuint SizeOf(int length) => checked((nuint)Math.Max(length, 1) * (nuint)sizeof(T));

    [DoesNotReturn]
    private static void ThrowOutside() => throw new InvalidOperationException("There is no such value: the column is shorter, or it was released.");
}
