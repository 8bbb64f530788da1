using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Formats;

/// <summary>Reads bodies of requests. Damage is a value here: an exception for each damaged request would make refusing them slow.</summary>
internal static class JsonBody
{
    private const int MaxKeyBytes = 256;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = FormatLimits.MaxDepth };

    /// <summary>Opens a body.</summary>
    /// <param name="body">UTF-8; a byte order mark is passed.</param>
    /// <param name="document">The caller disposes it; null if it is refused.</param>
    /// <param name="hasLoneSurrogate">Whether a text in it is none.</param>
    /// <returns>None, InvalidText, MalformedJson or TooDeep.</returns>
    public static RejectionReason TryOpen(ReadOnlySpan<byte> body, out JsonDocument? document, out bool hasLoneSurrogate)
    {
        document = null;
        hasLoneSurrogate = false;
        if (body.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }

        if (!Utf8.IsValid(body))
        {
            return RejectionReason.InvalidText;
        }

        var scanner = new JsonScanner(body);
        if (!scanner.TrySkipNested(FormatLimits.MaxDepth, allowNotANumber: false))
        {
            return scanner.Result == ScanResult.TooDeep ? RejectionReason.TooDeep : RejectionReason.MalformedJson;
        }

        if (scanner.SkipSpace() >= 0)
        {
            return RejectionReason.MalformedJson;
        }

        hasLoneSurrogate = scanner.LoneSurrogate;
        var reader = new Utf8JsonReader(body, Options);
        document = JsonDocument.ParseValue(ref reader);
        return RejectionReason.None;
    }

    /// <summary>Whether a value that was read has half a surrogate pair in it.</summary>
    public static bool HasLoneSurrogate(JsonElement value)
    {
        var scanner = new JsonScanner(JsonMarshal.GetRawUtf8Value(value));
        return scanner.TrySkipNested(FormatLimits.MaxDepth, allowNotANumber: false) && scanner.LoneSurrogate;
    }

    /// <summary>Finds a member by its name as it stands; the last of several. (Unlike the document's own search, names with damaged escapes do it no harm.)</summary>
    public static bool TryGet(JsonElement owner, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        foreach (var member in owner.EnumerateObject())
        {
            if (JsonMarshal.GetRawUtf8PropertyName(member).SequenceEqual(name))
            {
                value = member.Value;
            }
        }

        return value.ValueKind != JsonValueKind.Undefined;
    }

    /// <summary>Finds a key among the members of the outermost object, without opening the body.</summary>
    /// <returns>Null if there is none, or what stands there is no text or longer than any key.</returns>
    public static string? FindKey(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var value = Find(body, name);
        return value.Length is > 2 and <= MaxKeyBytes && value[0] == '"' ? Encoding.UTF8.GetString(value[1..^1]) : null;
    }

    /// <summary>Finds a member of the outermost object as it stands, the last of several, without opening the body.</summary>
    /// <returns>Empty if there is none before the end, or before the first damage.</returns>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var scanner = new JsonScanner(body) { Position = body.StartsWith("\uFEFF"u8) ? 3 : 0 };
        ReadOnlySpan<byte> found = default;
        if (scanner.SkipSpace() != '{')
        {
            return found;
        }

        do
        {
            scanner.Position++;
            if (!scanner.TryReadName(out var start, out var length, out _))
            {
                return found;
            }

            scanner.SkipSpace();
            var at = scanner.Position;
            if (!scanner.TrySkipNested(FormatLimits.MaxDepth, allowNotANumber: false))
            {
                return found;
            }

            if (body.Slice(start, length).SequenceEqual(name))
            {
                found = body[at..scanner.Position];
            }
        }
        while (scanner.SkipSpace() == ',');
        return found;
    }

    /// <summary>Whether two values are the same place of a body.</summary>
    public static bool IsSame(JsonElement left, JsonElement right) =>
        left.ValueKind != JsonValueKind.Undefined && right.ValueKind != JsonValueKind.Undefined
        && Unsafe.AreSame(
            ref MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(left)),
            ref MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(right)));

    /// <summary>Whether a value is there: a text that is not empty, a number, true or false.</summary>
    public static bool IsScalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonMarshal.GetRawUtf8Value(value).Length > 2,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => true,
        _ => false,
    };

    /// <summary>The text of a scalar, without its quotes and escapes; empty for anything else.</summary>
    public static ReadOnlySpan<byte> TextOf(JsonElement value)
    {
        if (!IsScalar(value))
        {
            return default;
        }

        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind != JsonValueKind.String)
        {
            return raw;
        }

        raw = raw[1..^1];
        if (!raw.Contains((byte)'\\'))
        {
            return raw;
        }

        var text = new byte[raw.Length];
        return text.AsSpan(0, JsonText.Unescape(raw, text));
    }
}
