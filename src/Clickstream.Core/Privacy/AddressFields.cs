using System.Buffers;
using Clickstream.Core.Events;

namespace Clickstream.Core.Privacy;

/// <summary>
/// Applies an <see cref="AddressPolicy"/> to a decoded event: to its address, to metadata whose name says that it is an address, and to objects
/// and lists in metadata. The click id is made before, from what came, so the policy changes neither identities nor what is a duplicate.
/// </summary>
public static class AddressFields
{
    // Ends of names, in lower case without separators: X-Forwarded-For, remoteAddr, context.ip_address, clientip.
    private static readonly string[] Ends =
        ["ipaddress", "ipaddr", "ipv4", "ipv6", "clientip", "userip", "visitorip", "remoteip", "realip", "remoteaddr", "remoteaddress", "forwardedfor", "forwarded"];

    private const int LongestName = 64;

    /// <summary>Applies the policy to an event that is about to be added to the batch; its metadata must be the last of the batch.</summary>
    /// <param name="policy">What to keep.</param>
    /// <param name="batch">Holds the text of the event.</param>
    /// <param name="row">The event.</param>
    public static void Apply(AddressPolicy policy, EventBatch batch, ref EventRow row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (policy == AddressPolicy.Keep)
        {
            return;
        }

        if (row.Ip.IsPresent)
        {
            row.Ip = Cut(policy, batch, row.Ip);
        }

        var kept = row.MetadataStart;
        for (var i = row.MetadataStart; i < row.MetadataStart + row.MetadataCount; i++)
        {
            var entry = batch.Metadata[i];
            if (IsAddress(batch.Text(entry.Key)))
            {
                entry = entry with { Value = Cut(policy, batch, entry.Value) };
            }
            else if (batch.Text(entry.Value) is [(byte)'{' or (byte)'[', ..])
            {
                entry = entry with { Value = Redact(policy, batch, entry.Value, out _) };
            }

            if (entry.Value.IsPresent)
            {
                batch.SetMetadata(kept++, entry);
            }
        }

        row.MetadataCount = kept - row.MetadataStart;
        batch.Rewind(kept, batch.TextLength);
    }

    private static TextSlice Cut(AddressPolicy policy, EventBatch batch, TextSlice text)
    {
        if (policy == AddressPolicy.Drop)
        {
            return TextSlice.Absent;
        }

        // A number or a digest may be an address in another form, so it is not kept.
        var cut = Redact(policy, batch, text, out var found);
        return found > 0 ? cut : TextSlice.Absent;
    }

    private static TextSlice Redact(AddressPolicy policy, EventBatch batch, TextSlice text, out int found)
    {
        var cut = new ArrayBufferWriter<byte>();
        found = AddressText.Redact(batch.Text(text), policy, cut);
        return found > 0 ? batch.AddText(cut.WrittenSpan) : text;
    }

    // "ip" counts only as a word of its own, since "zip" and "tooltip" end with it too.
    private static bool IsAddress(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return false;
        }

        Span<char> normal = stackalloc char[LongestName];
        var (length, word) = (0, 0);
        for (var i = 0; i < name.Length; i++)
        {
            var letter = (char)name[i];
            var isSeparator = letter is '_' or '-' or '.' or ' ';
            if (isSeparator || (i > 0 && char.IsAsciiLetterUpper(letter) && char.IsAsciiLetterLower((char)name[i - 1])))
            {
                word = length;
            }

            if (!isSeparator)
            {
                normal[length++] = char.ToLowerInvariant(letter);
            }
        }

        ReadOnlySpan<char> whole = normal[..length];
        if (whole[word..] is "ip")
        {
            return true;
        }

        foreach (var end in Ends)
        {
            if (whole.EndsWith(end))
            {
                return true;
            }
        }

        return false;
    }
}
