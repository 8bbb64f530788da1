using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clickstream.Core.Decoding;

/// <summary>How a scan ended.</summary>
internal enum ScanResult
{
    /// <summary>As it should.</summary>
    Ok,

    /// <summary>At a byte that no JSON has there.</summary>
    Malformed,

    /// <summary>At the end of the bytes; more might make it whole.</summary>
    Incomplete,

    /// <summary>At a bracket too many.</summary>
    TooDeep,
}

/// <summary>
/// A strict JSON scanner over UTF-8 bytes. Unlike <see cref="System.Text.Json.Utf8JsonReader"/> it reports damage as a value (exceptions
/// would make a file of damaged lines slow) and keeps nothing but a position. It accepts exactly what that reader accepts, which a test
/// compares.
/// </summary>
internal ref struct JsonScanner
{
    /// <summary>The deepest nesting that can be followed.</summary>
    public const int DeepestNesting = 1024;

    private readonly ReadOnlySpan<byte> _json;
    private bool _allowNotANumber;

    /// <summary>Starts at the first byte.</summary>
    public JsonScanner(ReadOnlySpan<byte> json) => _json = json;

    /// <summary>The next byte to look at.</summary>
    public int Position { get; set; }

    /// <summary>Why the last method returned false.</summary>
    public ScanResult Result { get; private set; }

    /// <summary>Whether an escaped surrogate without its partner was passed.</summary>
    public bool LoneSurrogate { get; private set; }

    /// <summary>Passes white space.</summary>
    /// <returns>The byte there, or -1 at the end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SkipSpace()
    {
        var at = Position;
        var json = _json;
        if ((uint)at < (uint)json.Length && json[at] > ' ')
        {
            return json[at];
        }

        return SkipSpaceSlowly();
    }

    /// <summary>Passes a string; the position is at its opening quote.</summary>
    public bool TryReadString(out int start, out int length, out bool escaped)
    {
        start = Position + 1;
        escaped = false;
        var at = start;
        while (true)
        {
            at = FindSpecial(_json, at);
            if (at >= _json.Length)
            {
                length = 0;
                return Fail(ScanResult.Incomplete, at);
            }

            if (_json[at] == '"')
            {
                length = at - start;
                Position = at + 1;
                return true;
            }

            length = 0;
            if (_json[at] != '\\')
            {
                return Fail(ScanResult.Malformed, at);
            }

            escaped = true;
            if (!TrySkipEscape(ref at))
            {
                return false;
            }
        }
    }

    /// <summary>Passes the name of a member and the colon after it; the position is at the opening quote, or where it should be.</summary>
    public bool TryReadName(out int start, out int length, out bool escaped)
    {
        if (SkipSpace() != '"')
        {
            (start, length, escaped) = (0, 0, false);
            return FailHere();
        }

        if (!TryReadString(out start, out length, out escaped))
        {
            return false;
        }

        if (SkipSpace() != ':')
        {
            return FailHere();
        }

        Position++;
        return true;
    }

    /// <summary>
    /// Passes a string, number or literal that begins with a byte; NaN, Infinity and -Infinity too, which some writers make.
    /// </summary>
    public bool TrySkipLooseScalar(int first)
    {
        _allowNotANumber = true;
        return TrySkipScalar(first);
    }

    /// <summary>Passes a string, number or literal that begins with a byte.</summary>
    public bool TrySkipScalar(int first) => first switch
    {
        '"' => TryReadString(out _, out _, out _),
        't' => TrySkipLiteral("true"u8),
        'f' => TrySkipLiteral("false"u8),
        'n' => TrySkipLiteral("null"u8),
        'N' when _allowNotANumber => TrySkipLiteral("NaN"u8),
        'I' when _allowNotANumber => TrySkipLiteral("Infinity"u8),
        '-' when _allowNotANumber && Position + 1 < _json.Length && _json[Position + 1] == 'I' => TrySkipLiteral("-Infinity"u8),
        '-' or (>= '0' and <= '9') => TrySkipNumber(),
        _ => FailHere(),
    };

    /// <summary>Passes an object or an array; the position is at its opening bracket.</summary>
    public bool TrySkipNested(int maxDepth, bool allowNotANumber)
    {
        _allowNotANumber = allowNotANumber;
        Span<ulong> objects = stackalloc ulong[DeepestNesting / 64];
        maxDepth = Math.Min(maxDepth, DeepestNesting);
        var depth = 0;
        while (true)
        {
            var first = SkipSpace();
            if (first is '{' or '[')
            {
                if (depth == maxDepth)
                {
                    return Fail(ScanResult.TooDeep, Position);
                }

                var isObject = first == '{';
                Mark(objects, depth++, isObject);
                Position++;
                if (SkipSpace() != (isObject ? '}' : ']'))
                {
                    if (isObject && !TryReadName(out _, out _, out _))
                    {
                        return false;
                    }

                    continue;
                }
            }
            else if (!TrySkipScalar(first))
            {
                return false;
            }

            if (!TryLeaveValues(objects, ref depth))
            {
                return false;
            }

            if (depth == 0)
            {
                return true;
            }
        }
    }

    /// <summary>Remembers that the byte here, or the end, is not what JSON has here.</summary>
    public bool FailHere() => Fail(Position >= _json.Length ? ScanResult.Incomplete : ScanResult.Malformed, Position);

    /// <summary>Remembers why and where the scan ended.</summary>
    public bool Fail(ScanResult result, int at)
    {
        Result = result;
        Position = at;
        return false;
    }

    // After a value: closes what ends here, and stops before the next value or at depth 0.
    private bool TryLeaveValues(scoped ReadOnlySpan<ulong> objects, ref int depth)
    {
        while (depth > 0)
        {
            var isObject = (objects[(depth - 1) >> 6] >> ((depth - 1) & 63) & 1) != 0;
            var next = SkipSpace();
            if (next == ',')
            {
                Position++;
                return !isObject || TryReadName(out _, out _, out _);
            }

            // An empty object or array is closed here as well: its closing bracket is still ahead.
            if (next != (isObject ? '}' : ']'))
            {
                return FailHere();
            }

            Position++;
            depth--;
        }

        return true;
    }

    private static void Mark(Span<ulong> objects, int depth, bool isObject)
    {
        var bit = 1UL << (depth & 63);
        ref var word = ref objects[depth >> 6];
        word = isObject ? word | bit : word & ~bit;
    }

    private bool TrySkipLiteral(ReadOnlySpan<byte> literal)
    {
        var rest = _json[Position..];
        if (rest.StartsWith(literal))
        {
            Position += literal.Length;
            return true;
        }

        var common = rest.CommonPrefixLength(literal);
        return Fail(common == rest.Length ? ScanResult.Incomplete : ScanResult.Malformed, Position + common);
    }

    private bool TrySkipNumber()
    {
        var at = Position;
        if (_json[at] == '-')
        {
            at++;
        }

        if (at < _json.Length && _json[at] == '0')
        {
            at++;
        }
        else if (!TrySkipDigits(ref at))
        {
            return false;
        }

        if (at < _json.Length && _json[at] == '.')
        {
            at++;
            if (!TrySkipDigits(ref at))
            {
                return false;
            }
        }

        if (at < _json.Length && (_json[at] | 0x20) == 'e')
        {
            at++;
            if (at < _json.Length && _json[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            if (!TrySkipDigits(ref at))
            {
                return false;
            }
        }

        Position = at;
        return true;
    }

    private bool TrySkipDigits(ref int at)
    {
        var first = at;
        while ((uint)at < (uint)_json.Length && (uint)(_json[at] - '0') <= 9)
        {
            at++;
        }

        return at > first || Fail(at >= _json.Length ? ScanResult.Incomplete : ScanResult.Malformed, at);
    }

    private int SkipSpaceSlowly()
    {
        var at = Position;
        while ((uint)at < (uint)_json.Length && _json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        Position = at;
        return at < _json.Length ? _json[at] : -1;
    }

    // At a backslash. Leaves the position after the escape.
    private bool TrySkipEscape(ref int at)
    {
        if (at + 1 >= _json.Length)
        {
            return Fail(ScanResult.Incomplete, _json.Length);
        }

        switch (_json[at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                at += 2;
                return true;
            case (byte)'u':
                break;
            default:
                return Fail(ScanResult.Malformed, at + 1);
        }

        var unit = JsonText.HexAt(_json, at + 2);
        if (unit < 0)
        {
            return Fail(at + 6 > _json.Length ? ScanResult.Incomplete : ScanResult.Malformed, at + 2);
        }

        at += 6;
        if (unit is >= 0xD800 and <= 0xDFFF)
        {
            var isPair = unit < 0xDC00 && at + 6 <= _json.Length && _json[at] == '\\' && _json[at + 1] == 'u'
                && JsonText.HexAt(_json, at + 2) is >= 0xDC00 and <= 0xDFFF;
            at += isPair ? 6 : 0;
            LoneSurrogate |= !isPair;
        }

        return true;
    }

    /// <summary>The next quote, backslash or control character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FindSpecial(ReadOnlySpan<byte> json, int at)
    {
        ref var origin = ref MemoryMarshal.GetReference(json);
        while (at <= json.Length - Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref origin, (nuint)at);
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.Equals(Vector128.Min(bytes, Vector128.Create((byte)0x1F)), bytes);
            var mask = special.ExtractMostSignificantBits();
            if (mask != 0)
            {
                return at + System.Numerics.BitOperations.TrailingZeroCount(mask);
            }

            at += Vector128<byte>.Count;
        }

        while (at < json.Length && json[at] is not ((byte)'"' or (byte)'\\' or < 0x20))
        {
            at++;
        }

        return at;
    }
}
