using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Remembers what stands between the values of a line: quotes, commas, brackets and names. A producer's lines have the same few of these in
/// the same order, so where a line goes on with what followed before, it is known without looking at it byte by byte which value comes next.
/// The strict scanner teaches it, and judges whatever does not match. The memory is fixed.
/// </summary>
internal sealed class LineShapes
{
    /// <summary>Bytes that are read at once, so as many must be readable behind the last one of a line.</summary>
    public const int Width = 64;

    /// <summary>No shape; where a line begins.</summary>
    public const int None = 0;

    private const int Places = 256;
    private const int Followers = 8;
    private const int LeastRest = 1_000;
    private const int MostRest = 64_000;

    private readonly Shape[] _shapes = new Shape[Places];
    private int _count = 1;
    private int _rest; // Lines from which nothing more is learnt.
    private int _nextRest = LeastRest;

    /// <summary>What is known of a shape.</summary>
    public ref readonly Shape this[int shape] => ref _shapes[shape];

    /// <summary>Finds what a line goes on with.</summary>
    /// <param name="after">The shape before; <see cref="None"/> at the beginning of a line.</param>
    /// <param name="at">The next byte. <see cref="Width"/> bytes must be readable.</param>
    /// <returns><see cref="None"/> if it is nothing that followed before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Follow(int after, ref byte at)
    {
        var bytes = Vector512.LoadUnsafe(ref at);
        ref readonly var before = ref _shapes[after];
        for (var i = 0; i < Followers; i++)
        {
            var next = before.Next[i];
            ref readonly var shape = ref _shapes[next];
            if ((Vector512.Equals(bytes, shape.Bytes).ExtractMostSignificantBits() & shape.Mask) == shape.Mask)
            {
                return next; // The mask of no shape is zero, so this ends with None where there are fewer followers.
            }
        }

        return None;
    }

    /// <summary>
    /// Whether to learn from a line. Lines whose names never come again fill all places; then nothing is learnt for a while, each time for
    /// longer, and all is forgotten at its end.
    /// </summary>
    public bool MayLearn()
    {
        if (_rest == 0)
        {
            return true;
        }

        if (--_rest == 0)
        {
            _count = 1;
            _shapes.AsSpan().Clear();
            return true;
        }

        return false;
    }

    /// <summary>Notes what a line went on with.</summary>
    /// <param name="after">The shape before.</param>
    /// <param name="bytes">The bytes from the last value to the next, or to the end of the line.</param>
    /// <param name="shape">What they say.</param>
    /// <returns>The shape; <see cref="None"/> if it is not kept.</returns>
    public int Learn(int after, ReadOnlySpan<byte> bytes, in Shape shape)
    {
        if (bytes.Length is 0 or > Width)
        {
            return None;
        }

        Span<byte> padded = stackalloc byte[Width];
        padded.Clear();
        bytes.CopyTo(padded);
        var like = shape with
        {
            Bytes = Vector512.Create<byte>(padded),
            Mask = ulong.MaxValue >> (Width - bytes.Length),
            Length = bytes.Length,
        };
        foreach (var next in _shapes[after].Next)
        {
            if (next != None && IsSame(in _shapes[next], in like))
            {
                return next;
            }
        }

        var found = FindOrAdd(in like);
        if (found != None)
        {
            Link(ref _shapes[after], found);
        }

        return found;
    }

    private int FindOrAdd(in Shape like)
    {
        for (var i = 1; i < _count; i++)
        {
            if (IsSame(in _shapes[i], in like))
            {
                return i;
            }
        }

        if (_count == Places)
        {
            _rest = _rest == 0 ? _nextRest : _rest;
            _nextRest = Math.Min(_nextRest * 2, MostRest);
            return None;
        }

        _shapes[_count] = like;
        return _count++;
    }

    private static bool IsSame(in Shape left, in Shape right) =>
        left.Length == right.Length && left.Within == right.Within && left.IsExact == right.IsExact && left.IsEnd == right.IsEnd
        && left.Bytes == right.Bytes;

    // The newest follower goes first, and pushes the oldest out.
    private static void Link(ref Shape before, int next)
    {
        Span<int> followers = before.Next;
        followers[..^1].CopyTo(followers[1..]);
        followers[0] = next;
    }

    /// <summary>What stands between two values, or before the first or behind the last.</summary>
    public struct Shape
    {
        /// <summary>Its bytes, and zeros.</summary>
        public Vector512<byte> Bytes;

        /// <summary>A bit for each of its bytes.</summary>
        public ulong Mask;

        /// <summary>The shapes that came behind it.</summary>
        public Followed Next;

        /// <summary>Number of bytes.</summary>
        public int Length;

        /// <summary>What the rank of the value's name is.</summary>
        public int Rank;

        /// <summary>Where in its bytes the name of the value is.</summary>
        public int NameStart;

        /// <summary>Bytes of the name.</summary>
        public int NameLength;

        /// <summary>Names in it: that of the value, and those of objects around it or of empty ones before.</summary>
        public int Names;

        /// <summary>What the value means.</summary>
        public FieldName Meaning;

        /// <summary>The object that the value stands in.</summary>
        public Container Within;

        /// <summary>Whether the line is of our own writing.</summary>
        public bool IsExact;

        /// <summary>Whether the value is in quotes.</summary>
        public bool IsText;

        /// <summary>Whether it is the end of the line.</summary>
        public bool IsEnd;
    }

    /// <summary>The shapes that came behind another, the newest first.</summary>
    [InlineArray(Followers)]
    public struct Followed
    {
        private int _first;
    }
}
