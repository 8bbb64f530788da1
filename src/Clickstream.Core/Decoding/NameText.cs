using System.Buffers;
using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>Small normalisations of text that is already in a batch. What is normal already is not copied.</summary>
internal static class NameText
{
    private static readonly SearchValues<byte> NotNormal = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ -\t\r\n"u8);
    private static readonly SearchValues<byte> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz "u8);

    /// <summary>An event type: trimmed, lower case (ASCII), spaces and dashes as underscores.</summary>
    public static TextSlice Normalise(EventBatch batch, TextSlice name)
    {
        if (!batch.Text(name).ContainsAny(NotNormal))
        {
            return name;
        }

        var target = batch.ReserveText(name.Length); // May move the text.
        var source = batch.Text(name).Trim(" \t\r\n"u8);
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] switch
            {
                >= (byte)'A' and <= (byte)'Z' => (byte)(source[i] | 0x20),
                (byte)' ' or (byte)'-' or (byte)'\t' or (byte)'\r' or (byte)'\n' => (byte)'_',
                var other => other,
            };
        }

        return batch.CommitText(source.Length);
    }

    /// <summary>A currency code: trimmed, upper case (ASCII).</summary>
    public static TextSlice Upper(EventBatch batch, TextSlice code)
    {
        if (!batch.Text(code).ContainsAny(Lower))
        {
            return code;
        }

        var target = batch.ReserveText(code.Length);
        var source = batch.Text(code).Trim((byte)' ');
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = (byte)(source[i] is >= (byte)'a' and <= (byte)'z' ? source[i] & ~0x20 : source[i]);
        }

        return source.IsEmpty ? TextSlice.Absent : batch.CommitText(source.Length);
    }

    /// <summary>Text without its escapes.</summary>
    public static TextSlice Unescape(EventBatch batch, int offset, int length)
    {
        var target = batch.ReserveText(length);
        return batch.CommitText(JsonText.Unescape(batch.Text(new TextSlice(offset, length)), target));
    }

    /// <summary>A yes or no.</summary>
    /// <returns>Null if it is neither.</returns>
    public static bool? ReadFlag(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("false"u8) || text.SequenceEqual("0"u8))
        {
            return false;
        }

        if (text.SequenceEqual("true"u8) || text.SequenceEqual("1"u8))
        {
            return true;
        }

        return text.Length switch
        {
            4 when System.Text.Ascii.EqualsIgnoreCase(text, "true"u8) => true,
            5 when System.Text.Ascii.EqualsIgnoreCase(text, "false"u8) => false,
            3 when System.Text.Ascii.EqualsIgnoreCase(text, "yes"u8) => true,
            2 when System.Text.Ascii.EqualsIgnoreCase(text, "no"u8) => false,
            _ => null,
        };
    }
}
