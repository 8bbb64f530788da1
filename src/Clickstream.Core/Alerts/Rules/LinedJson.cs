using System.Text.Json;

namespace Clickstream.Core.Alerts.Rules;

/// <summary>A value of a JSON document that knows its line, so that what is wrong with it can be told by line.</summary>
internal sealed record LinedJson
{
    private const int MaxDepth = 16; // A rules file has four levels.

    public required JsonTokenType Kind { get; init; }

    /// <summary>Its first line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The text of a string, or the digits of a number.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The members of an object, in order; a name may be there twice.</summary>
    public IReadOnlyList<KeyValuePair<string, LinedJson>> Members { get; init; } = [];

    /// <summary>The items of an array.</summary>
    public IReadOnlyList<LinedJson> Items { get; init; } = [];

    /// <summary>Reads a document; comments and trailing commas are allowed.</summary>
    /// <exception cref="JsonException">It is no JSON; the exception knows the line, from 0.</exception>
    public static LinedJson Read(ReadOnlySpan<byte> json)
    {
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth };
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json, options);
        var cursor = new Cursor();
        try
        {
            reader.Read();
            var value = Read(ref reader, json, cursor);
            reader.Read(); // Throws if more follows.
            return value;
        }
        catch (InvalidOperationException damage)
        {
            throw new JsonException("A text holds what is no character in UTF-8.", null, cursor.Line - 1, null, damage);
        }
    }

    private static LinedJson Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Cursor cursor)
    {
        var value = new LinedJson { Kind = reader.TokenType, Line = cursor.LineAt(json, reader.TokenStartIndex) };
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var members = new List<KeyValuePair<string, LinedJson>>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                reader.Read();
                members.Add(new(name, Read(ref reader, json, cursor)));
            }

            return value with { Members = members };
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            var items = new List<LinedJson>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(Read(ref reader, json, cursor));
            }

            return value with { Items = items };
        }

        return value with
        {
            Text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString()!,
                JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                _ => reader.TokenType.ToString(),
            },
        };
    }

    private sealed class Cursor
    {
        private int _at;
        private int _line = 1;

        public int Line => _line;

        public int LineAt(ReadOnlySpan<byte> json, long index)
        {
            _line += json[_at..(int)index].Count((byte)'\n');
            _at = (int)index;
            return _line;
        }
    }
}
