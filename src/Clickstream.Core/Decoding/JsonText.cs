using System.Text;

namespace Clickstream.Core.Decoding;

/// <summary>The escapes of JSON strings.</summary>
internal static class JsonText
{
    /// <summary>Writes a scanned string without its escapes; it never gets longer.</summary>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> to)
    {
        var written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(to[written..]);
                return written + escaped.Length;
            }

            escaped[..plain].CopyTo(to[written..]);
            written += plain;
            escaped = escaped[plain..];
            if (escaped[1] == 'u')
            {
                written += UnescapeUnit(ref escaped, to[written..]);
                continue;
            }

            to[written++] = escaped[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var same => same,
            };
            escaped = escaped[2..];
        }
    }

    /// <summary>Four hexadecimal digits as a number.</summary>
    /// <returns>-1 if there are no four digits.</returns>
    public static int HexAt(ReadOnlySpan<byte> text, int at)
    {
        if (at + 4 > text.Length)
        {
            return -1;
        }

        var value = 0;
        for (var i = at; i < at + 4; i++)
        {
            if (!char.IsAsciiHexDigit((char)text[i]))
            {
                return -1;
            }

            var letter = text[i] | 0x20;
            value = (value << 4) | (letter <= '9' ? text[i] - '0' : letter - 'a' + 10);
        }

        return value;
    }

    private static int UnescapeUnit(ref ReadOnlySpan<byte> escaped, Span<byte> to)
    {
        var unit = HexAt(escaped, 2);
        escaped = escaped[6..];
        if (!char.IsSurrogate((char)unit))
        {
            return new Rune((char)unit).EncodeToUtf8(to);
        }

        if (char.IsHighSurrogate((char)unit) && escaped.StartsWith("\\u"u8) && HexAt(escaped, 2) is var low and >= 0xDC00 and <= 0xDFFF)
        {
            escaped = escaped[6..];
            return new Rune((char)unit, (char)low).EncodeToUtf8(to);
        }

        // The scanner has noted it and the input will be rejected; names are looked at before that.
        return Rune.ReplacementChar.EncodeToUtf8(to);
    }
}
