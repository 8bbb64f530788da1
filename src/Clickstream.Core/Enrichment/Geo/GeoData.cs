using System.Buffers.Binary;

namespace Clickstream.Core.Enrichment.Geo;

/// <summary>
/// Reads the data section of a file in the format of MaxMind DB 2.0. It follows no pointer to a pointer, calls itself for nothing and counts its steps, so
/// a damaged or hostile file costs a bounded time and answers nothing; it never throws.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the section begins, from which pointers count.</param>
internal struct GeoData(byte[] file, int start)
{
    private const int MaxSteps = 10_000; // The largest records of a city have some 200 values.

    private int _steps;

    private readonly ReadOnlySpan<byte> Section => file.AsSpan(start);

    /// <summary>What a value is.</summary>
    public enum Kind
    {
        Extended = 0,
        Pointer = 1,
        Text = 2,
        Double = 3,
        Bytes = 4,
        UInt16 = 5,
        UInt32 = 6,
        Map = 7,
        Int32 = 8,
        UInt64 = 9,
        UInt128 = 10,
        Array = 11,
        Boolean = 14,
        Float = 15,
    }

    /// <summary>Finds the value of a key.</summary>
    /// <param name="at">Where a map is, or a pointer to one.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">Where the value is; -1 if the map has no such key, or it is no map.</param>
    /// <returns>False if the file is damaged.</returns>
    public bool TryFind(int at, ReadOnlySpan<byte> key, out int value)
    {
        value = -1;
        if (!TryResolve(ref at, out var kind, out var size))
        {
            return false;
        }

        for (var i = 0; kind == Kind.Map && i < size; i++)
        {
            if (!TryReadText(at, out var name) || !TrySkip(ref at))
            {
                return false;
            }

            if (name.SequenceEqual(key))
            {
                value = at;
                return true;
            }

            if (!TrySkip(ref at))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Finds the first element of an array.</summary>
    /// <returns>False if the file is damaged; the element is -1 if there is none.</returns>
    public bool TryFirst(int at, out int element)
    {
        element = -1;
        if (!TryResolve(ref at, out var kind, out var size))
        {
            return false;
        }

        element = kind == Kind.Array && size > 0 ? at : -1;
        return true;
    }

    /// <summary>Whether a value, or what it points to, is a text.</summary>
    public bool IsText(int at) => TryResolve(ref at, out var kind, out _) && kind == Kind.Text;

    /// <summary>Reads a text.</summary>
    public bool TryReadText(int at, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryResolve(ref at, out var kind, out var size) || kind != Kind.Text || size > Section.Length - at)
        {
            return false;
        }

        text = Section.Slice(at, size);
        return true;
    }

    /// <summary>Reads a whole number that is not negative.</summary>
    public bool TryReadNumber(int at, out long number)
    {
        number = 0;
        if (!TryResolve(ref at, out var kind, out var size)
            || kind is not (Kind.UInt16 or Kind.UInt32 or Kind.UInt64) || size > 8 || size > Section.Length - at)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        Section.Slice(at, size).CopyTo(bytes[(8 - size)..]);
        number = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return number >= 0;
    }

    // Moves behind the control bytes of the value that counts.
    private bool TryResolve(ref int at, out Kind kind, out int size)
    {
        if (!TryReadControl(ref at, out kind, out size))
        {
            return false;
        }

        if (kind != Kind.Pointer)
        {
            return true;
        }

        at = size;
        return TryReadControl(ref at, out kind, out size) && kind != Kind.Pointer;
    }

    // What lies within a value is skipped by counting, not by calling: a file may nest as deep as it is long.
    private bool TrySkip(ref int at)
    {
        for (long pending = 1; pending > 0; pending--)
        {
            if (!TryReadControl(ref at, out var kind, out var size))
            {
                return false;
            }

            switch (kind)
            {
                case Kind.Pointer or Kind.Boolean:
                    break;
                case Kind.Map:
                    pending += 2L * size;
                    break;
                case Kind.Array:
                    pending += size;
                    break;
                default:
                    if (size > Section.Length - at)
                    {
                        return false;
                    }

                    at += size;
                    break;
            }
        }

        return true;
    }

    // For a pointer the size is where it points to.
    private bool TryReadControl(ref int at, out Kind kind, out int size)
    {
        (kind, size) = (default, 0);
        if (++_steps > MaxSteps || (uint)at >= (uint)Section.Length)
        {
            return false;
        }

        var control = Section[at++];
        kind = (Kind)(control >> 5);
        if (kind == Kind.Pointer)
        {
            return TryReadPointer(control, ref at, out size);
        }

        if (kind == Kind.Extended)
        {
            if (at == Section.Length)
            {
                return false;
            }

            kind = (Kind)(Section[at++] + 7);
            if (kind is not (Kind.Int32 or Kind.UInt64 or Kind.UInt128 or Kind.Array or Kind.Boolean or Kind.Float))
            {
                return false;
            }
        }

        size = control & 0x1F;
        var (more, least) = size switch { 29 => (1, 29), 30 => (2, 285), 31 => (3, 65_821), _ => (0, size) };
        if (more > Section.Length - at)
        {
            return false;
        }

        size = least + (more == 0 ? 0 : BigEndian(Section.Slice(at, more)));
        at += more;
        return true;
    }

    private readonly bool TryReadPointer(byte control, ref int at, out int target)
    {
        var bytes = ((control >> 3) & 3) + 1;
        target = 0;
        if (bytes > Section.Length - at)
        {
            return false;
        }

        var high = bytes == 4 ? 0 : control & 7;
        var least = bytes switch { 2 => 2_048, 3 => 526_336, _ => 0 };
        var value = ((long)high << (8 * bytes)) + (uint)BigEndian(Section.Slice(at, bytes)) + least;
        at += bytes;
        target = (int)Math.Min(value, int.MaxValue);
        return true;
    }

    private static int BigEndian(ReadOnlySpan<byte> bytes)
    {
        var value = 0;
        foreach (var part in bytes)
        {
            value = (value << 8) | part;
        }

        return value;
    }
}
