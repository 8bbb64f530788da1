using System.Buffers.Text;
using System.Text.Json;
using Clickstream.Core.Events;

namespace Clickstream.Core.Formats.Snowplow;

/// <summary>A JSON value that names its schema, as Snowplow packs events and contexts.</summary>
/// <param name="Name">The name in its schema: <c>link_click</c> of <c>iglu:com.acme/link_click/jsonschema/1-0-0</c>.</param>
/// <param name="IsCommerce">Whether the schema is of Snowplow's own e-commerce.</param>
/// <param name="Data">What it says.</param>
internal readonly record struct SelfDescription(byte[] Name, bool IsCommerce, JsonElement Data)
{
    private const int MaxNameBytes = 128; // A name of a schema; it becomes the type of an event.

    /// <summary>Unpacks a field: base64 or base64url, with or without its padding, or plain JSON in a text.</summary>
    /// <returns>Null if it cannot be read. The caller disposes it.</returns>
    public static JsonDocument? Unpack(JsonElement packed, bool isBase64)
    {
        if (packed.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = JsonBody.TextOf(packed);
        ReadOnlySpan<byte> json;
        if (isBase64)
        {
            byte[] letters = [.. text.TrimEnd((byte)'=')];
            letters.AsSpan().Replace((byte)'+', (byte)'-');
            letters.AsSpan().Replace((byte)'/', (byte)'_');
            if (!Base64Url.IsValid(letters))
            {
                return null;
            }

            json = Base64Url.DecodeFromUtf8(letters);
        }
        else
        {
            json = text;
        }

        return JsonBody.TryOpen(json, out var document, out var hasLoneSurrogate) == RejectionReason.None && !hasLoneSurrogate ? document : Close(document);
    }

    /// <summary>Reads <c>{"schema":…,"data":…}</c>.</summary>
    /// <returns>False if it is not of that form.</returns>
    public static bool TryRead(JsonElement value, out SelfDescription read)
    {
        read = default;
        if (value.ValueKind != JsonValueKind.Object || !JsonBody.TryGet(value, "schema"u8, out var schema) || !JsonBody.TryGet(value, "data"u8, out var data)
            || schema.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var uri = JsonBody.TextOf(schema);
        if (!uri.StartsWith("iglu:"u8))
        {
            return false;
        }

        uri = uri[5..];
        var slash = uri.IndexOf((byte)'/');
        if (slash <= 0)
        {
            return false;
        }

        var name = uri[(slash + 1)..];
        var end = name.IndexOf((byte)'/');
        if (end is <= 0 or > MaxNameBytes || !IsPlain(name[..end]))
        {
            return false;
        }

        read = new SelfDescription(name[..end].ToArray(), uri[..slash].SequenceEqual("com.snowplowanalytics.snowplow.ecommerce"u8), data);
        return true;
    }

    /// <summary>Whether it has a name.</summary>
    public bool Is(ReadOnlySpan<byte> name) => Name.AsSpan().SequenceEqual(name);

    // Such a name stands in our line without escapes.
    private static bool IsPlain(ReadOnlySpan<byte> name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'_' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonDocument? Close(JsonDocument? document)
    {
        document?.Dispose();
        return null;
    }
}
