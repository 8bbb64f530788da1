using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Goes through a line by the shapes that were learnt, and notes its fields just as <see cref="FieldCollector"/> would. It gives up at
/// whatever is not quite as expected: an unknown shape, an escape, a control character, an odd number.
/// </summary>
internal sealed class LineMatcher(LineShapes shapes, FieldSet fields, int maxFields)
{
    /// <summary>Whether the line is of our own writing.</summary>
    public bool IsExact { get; private set; }

    /// <summary>Goes through a line.</summary>
    /// <param name="origin">Its first byte; <see cref="LineShapes.Width"/> bytes must be readable behind the last one.</param>
    /// <param name="length">Bytes that are there. The line may end before.</param>
    /// <returns>The length of the object; 0 if it does not match.</returns>
    public int Match(ref byte origin, int length)
    {
        fields.Clear();
        var (shape, at, names) = (LineShapes.None, 0, 0);
        var seen = Vector512<byte>.Zero;
        while (true)
        {
            shape = shapes.Follow(shape, ref Unsafe.Add(ref origin, at));
            ref readonly var known = ref shapes[shape];
            var start = at + known.Length;
            if (shape == LineShapes.None || start > length)
            {
                return 0;
            }

            names += known.Names;
            if (known.IsEnd)
            {
                IsExact = known.IsExact;
                var isValid = seen.ExtractMostSignificantBits() == 0 || Utf8.IsValid(MemoryMarshal.CreateReadOnlySpan(ref origin, start));
                return isValid && names <= maxFields ? start : 0;
            }

            var value = new RawValue { Start = start, NameStart = at + known.NameStart, NameLength = known.NameLength, Scope = -1 };
            value.Length = known.IsText
                ? LengthOfText(ref origin, start, length, ref seen)
                : LengthOfScalar(ref origin, start, length, out value.Kind);
            if (value.Length < 0)
            {
                return 0;
            }

            fields.Add(in value, known.Meaning.Field, known.Rank);
            at = start + value.Length;
        }
    }

    // To the closing quote, which is the first byte of the next shape. -1 if there is anything that needs care.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthOfText(ref byte origin, int start, int length, ref Vector512<byte> seen)
    {
        for (var at = start; at <= length; at += Vector512<byte>.Count)
        {
            var bytes = Vector512.LoadUnsafe(ref origin, (nuint)at);
            seen |= bytes;
            var special = Vector512.Equals(bytes, Vector512.Create((byte)'"')) | Vector512.Equals(bytes, Vector512.Create((byte)'\\'))
                | Vector512.LessThan(bytes, Vector512.Create((byte)' '));
            var found = special.ExtractMostSignificantBits();
            if (found != 0)
            {
                at += System.Numerics.BitOperations.TrailingZeroCount(found);
                return Unsafe.Add(ref origin, at) == '"' ? at - start : -1;
            }
        }

        return -1;
    }

    private static int LengthOfScalar(ref byte origin, int start, int length, out RawKind kind)
    {
        if (start == length)
        {
            kind = default;
            return -1;
        }

        var scanner = new JsonScanner(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref origin, start), length - start));
        var first = Unsafe.Add(ref origin, start);
        kind = first switch
        {
            (byte)'t' => RawKind.True,
            (byte)'f' => RawKind.False,
            (byte)'n' => RawKind.Null,
            _ => RawKind.Number,
        };
        var isScalar = first is (byte)'t' or (byte)'f' or (byte)'n' or (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        return isScalar && scanner.TrySkipScalar(first) ? scanner.Position : -1;
    }
}
