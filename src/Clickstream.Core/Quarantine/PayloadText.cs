using System.Globalization;
using System.Text;

namespace Clickstream.Core.Quarantine;

/// <summary>Rejected bytes as text that a terminal can show: nothing in it moves the cursor, changes colours or reorders what is around it.</summary>
public static class PayloadText
{
    /// <summary>Shows bytes. What is no UTF-8 becomes <c>\xNN</c>, and what is not to be shown <c>\u{N}</c>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="most">How many of them are shown; the rest is said as a number.</param>
    public static string Of(ReadOnlySpan<byte> bytes, int most)
    {
        var text = new StringBuilder();
        var left = bytes[..Math.Min(bytes.Length, Math.Max(most, 0))];
        while (!left.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(left, out var rune, out var taken) != System.Buffers.OperationStatus.Done)
            {
                foreach (var invalid in left[..taken])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{invalid:x2}");
                }
            }
            else if (IsShown(rune))
            {
                text.Append(rune);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }

            left = left[taken..];
        }

        var hidden = bytes.Length - Math.Min(bytes.Length, Math.Max(most, 0));
        return hidden > 0 ? text.Append(CultureInfo.InvariantCulture, $"… and {hidden:N0} bytes").ToString() : text.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
