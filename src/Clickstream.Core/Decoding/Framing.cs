using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>What framing found.</summary>
internal enum FrameKind
{
    /// <summary>Nothing but white space is left.</summary>
    End,

    /// <summary>An item, damaged or not.</summary>
    Item,

    /// <summary>The beginning of an item whose end is not among the bytes.</summary>
    NeedMore,
}

/// <summary>One step of framing.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Start">Its first byte; where to go on if nothing was found.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Next">Where to go on.</param>
/// <param name="Problem">None, MalformedJson or TooDeep.</param>
internal readonly record struct Frame(FrameKind Kind, int Start, int Length, int Next, RejectionReason Problem);

/// <summary>
/// Splits input into items: lines of JSON, the elements of a top-level array, objects one after the other, in any mixture.
/// Between items white space, a comma, and a byte order mark at the start are passed over. What is no JSON value is an item of its own
/// that reaches to the end of its first line, so one damaged line costs one item (and a damaged object that is spread over lines costs
/// one for each of them).
/// </summary>
internal struct Framing
{
    private bool _inArray;
    private bool _mayHaveComma;
    private bool _started;

    /// <summary>Whether the items are elements of an array.</summary>
    public readonly bool InArray => _inArray;

    /// <summary>Whether the next item may be a line that is one object.</summary>
    public readonly bool IsBetweenLines => _started && !_inArray;

    /// <summary>Finds the next item.</summary>
    /// <param name="input">The bytes that are there.</param>
    /// <param name="at">Where to begin.</param>
    /// <param name="isFinal">Whether nothing follows them.</param>
    public Frame Next(ReadOnlySpan<byte> input, int at, bool isFinal)
    {
        if (!_started)
        {
            if (!isFinal && input.Length - at < 3)
            {
                return new Frame(FrameKind.NeedMore, at, input.Length - at, at, RejectionReason.None);
            }

            at += input[at..].StartsWith("\uFEFF"u8) ? 3 : 0;
            _started = true;
        }

        at = SkipSeparators(input, at);
        if (at >= input.Length)
        {
            return new Frame(FrameKind.End, at, 0, at, RejectionReason.None);
        }

        if (input[at] == '{' && !_inArray)
        {
            var end = WholeLine(input, at, isFinal, out var next);
            if (end > at)
            {
                _mayHaveComma = true;
                return new Frame(FrameKind.Item, at, end - at, next, RejectionReason.None);
            }
        }

        return NextSlowly(input, at, isFinal);
    }

    /// <summary>Notes that an item was passed over by other means.</summary>
    public void Passed() => _mayHaveComma = true;

    // Where a line that is one object ends; 0 if it must be looked at closely. Lines that are one object each are the common case.
    private static int WholeLine(ReadOnlySpan<byte> input, int at, bool isFinal, out int next)
    {
        var line = input[at..].IndexOf((byte)'\n');
        next = line < 0 ? input.Length : at + line + 1;
        if (line < 0 && !isFinal)
        {
            return 0;
        }

        var end = line < 0 ? input.Length : at + line;
        while (input[end - 1] is (byte)' ' or (byte)'\r' or (byte)'\t')
        {
            end--;
        }

        return input[end - 1] == '}' && IsOneObject(input[at..end]) ? end : 0;
    }

    // Brackets in texts are counted too, which at worst sends a good line the slow way: the brackets must close at the last byte and not
    // before, and no closing one may be followed by an opening one.
    private static bool IsOneObject(ReadOnlySpan<byte> line)
    {
        ref var origin = ref MemoryMarshal.GetReference(line);
        var depth = 0;
        var at = 0;
        for (; at <= line.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref origin, (nuint)at);
            var found = Vector128.Equals(bytes, Vector128.Create((byte)'{')) | Vector128.Equals(bytes, Vector128.Create((byte)'}'));
            var brackets = found.ExtractMostSignificantBits();
            for (; brackets != 0; brackets &= brackets - 1)
            {
                if (!Count(line, at + BitOperations.TrailingZeroCount(brackets), ref depth))
                {
                    return false;
                }
            }
        }

        for (; at < line.Length; at++)
        {
            if (line[at] is (byte)'{' or (byte)'}' && !Count(line, at, ref depth))
            {
                return false;
            }
        }

        return depth == 0;
    }

    // Counts the bracket at a place. False if another object may begin after it.
    private static bool Count(ReadOnlySpan<byte> line, int at, ref int depth)
    {
        if (line[at] == '{')
        {
            depth++;
            return true;
        }

        if (--depth <= 0)
        {
            return at == line.Length - 1;
        }

        do
        {
            at++;
        }
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t' or (byte)'\r');

        return at == line.Length || line[at] != '{';
    }

    private Frame NextSlowly(ReadOnlySpan<byte> input, int at, bool isFinal)
    {
        var scanner = new JsonScanner(input) { Position = at };
        var isWhole = scanner.TrySkipNested(JsonScanner.DeepestNesting, allowNotANumber: true);
        var end = scanner.Position;
        if (isWhole && EndsHere(input, at, end, isFinal) is { } ends)
        {
            if (ends)
            {
                _mayHaveComma = true;
                return new Frame(FrameKind.Item, at, end - at, end, RejectionReason.None);
            }

            isWhole = false;
            scanner.Fail(ScanResult.Malformed, end);
        }

        if (isWhole || (scanner.Result == ScanResult.Incomplete && !isFinal))
        {
            return new Frame(FrameKind.NeedMore, at, input.Length - at, at, RejectionReason.None);
        }

        return Damaged(input, at, isFinal, scanner.Result == ScanResult.TooDeep ? RejectionReason.TooDeep : RejectionReason.MalformedJson);
    }

    // A scalar needs an end: `12x` is not 12 and then damage. Null if that cannot be told yet.
    private static bool? EndsHere(ReadOnlySpan<byte> input, int at, int end, bool isFinal)
    {
        if (input[at] is (byte)'{' or (byte)'[' or (byte)'"')
        {
            return true;
        }

        if (end == input.Length)
        {
            return isFinal ? true : null;
        }

        return input[end] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)',' or (byte)']';
    }

    /// <summary>An item that is no JSON value: to the end of its first line.</summary>
    public Frame Damaged(ReadOnlySpan<byte> input, int at, bool isFinal, RejectionReason problem)
    {
        var line = input[at..].IndexOf((byte)'\n');
        if (line < 0 && !isFinal)
        {
            return new Frame(FrameKind.NeedMore, at, input.Length - at, at, RejectionReason.None);
        }

        var next = line < 0 ? input.Length : at + line + 1;
        var end = line < 0 ? input.Length : at + line;
        if (end > at && input[end - 1] == '\r')
        {
            end--;
        }

        _mayHaveComma = true;
        return new Frame(FrameKind.Item, at, end - at, next, problem);
    }

    private int SkipSeparators(ReadOnlySpan<byte> input, int at)
    {
        for (; at < input.Length; at++)
        {
            switch (input[at])
            {
                case (byte)'\n' or (byte)' ' or (byte)'\r' or (byte)'\t':
                    break;
                case (byte)',' when _mayHaveComma:
                    _mayHaveComma = false;
                    break;
                case (byte)'[' when !_inArray:
                    _inArray = true;
                    _mayHaveComma = false;
                    break;
                case (byte)']' when _inArray:
                    _inArray = false;
                    _mayHaveComma = true;
                    break;
                default:
                    return at;
            }
        }

        return at;
    }
}
