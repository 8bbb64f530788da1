namespace Clickstream.Core.Enrichment.Urls;

/// <summary>The percent encoding of addresses.</summary>
internal static class PercentText
{
    /// <summary>Decodes; what is no proper escape stays as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="to">At least as long; may not overlap.</param>
    /// <param name="plusIsSpace">Whether a plus sign is a space, as in queries.</param>
    /// <returns>Bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> to, bool plusIsSpace)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '%' && i + 2 < text.Length && IsHex(text[i + 1]) && IsHex(text[i + 2]))
            {
                letter = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else if (letter == '+' && plusIsSpace)
            {
                letter = (byte)' ';
            }

            to[length++] = letter;
        }

        return length;
    }

    private static int Digit(byte letter) => letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;

    private static bool IsHex(byte letter) => char.IsAsciiHexDigit((char)letter);
}
