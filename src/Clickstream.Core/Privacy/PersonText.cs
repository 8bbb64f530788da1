using System.Buffers;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;

namespace Clickstream.Core.Privacy;

/// <summary>
/// Finds the ids of a person in the text of an input, under all names that the decoder takes for one, and replaces them; every other byte stays. It
/// also reads text that is damaged. A text elsewhere that is exactly the id of the user counts too if the id is long enough to be no coincidence,
/// unless its name says that it is something else.
/// </summary>
public sealed class PersonText(string user, PersonPseudonym pseudonym)
{
    private const int ShortestTelling = 6; // Characters; a shorter id may be anything.

    private readonly byte[] _user = Encoding.UTF8.GetBytes(user);
    private readonly Stack<Container> _within = new();

    /// <summary>Copies a text with the ids of the person replaced.</summary>
    /// <returns>How many were found.</returns>
    public int Replace(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        var named = new ArrayBufferWriter<byte>(text.Length + 64);
        var found = ReplaceNamed(text, named);
        if (IsJson(text))
        {
            to.Write(named.WrittenSpan);
            return found;
        }

        return found + ReplaceLoose(named.WrittenSpan, to);
    }

    private int ReplaceNamed(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> to)
    {
        _within.Clear();
        var (found, copied, name) = (0, 0, default(Range?));
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfToken(text, at);
            if (text[at] == '"' && IsName(text, end))
            {
                name = at..end;
            }
            else if (text[at] is (byte)'{' or (byte)'[')
            {
                _within.Push(name is { } opened ? FieldAliases.Find(Within, Unquoted(text[opened])).Container : Container.None);
                name = null;
            }
            else if (text[at] is (byte)'}' or (byte)']')
            {
                _within.TryPop(out _);
                name = null;
            }
            else if (text[at] == ',')
            {
                name = null;
            }
            else if (IsValue(text[at]) && PseudonymOf(name is { } known ? Unquoted(text[known]) : default, text[at..end]) is { } other)
            {
                to.Write(text[copied..at]);
                to.Write(JsonSerializer.SerializeToUtf8Bytes(other, PersonTextJson.Default.String));
                copied = end;
                found++;
            }

            at = end;
        }

        to.Write(text[copied..]);
        return found;
    }

    private Container Within => _within.TryPeek(out var within) ? within : Container.None;

    private string? PseudonymOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var id = Encoding.UTF8.GetString(Unquoted(value));
        var field = name.IsEmpty ? Field.Unknown : FieldAliases.Find(Within, name).Field;
        return field switch
        {
            Field.UserId => pseudonym(PersonIdKind.User, id),
            Field.AnonymousId => pseudonym(PersonIdKind.Anonymous, id),
            Field.SessionId => pseudonym(PersonIdKind.Session, id),
            Field.Unknown when id.Length >= ShortestTelling && id == user => pseudonym(PersonIdKind.User, id),
            _ => null,
        };
    }

    // What is no JSON has no names to go by: the id as a word of its own, or in quotes if it is short.
    private int ReplaceLoose(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        var (found, copied, at) = (0, 0, 0);
        while (text[at..].IndexOf(_user) is >= 0 and var next)
        {
            var (start, end) = (at + next, at + next + _user.Length);
            at = start + 1;
            var isQuoted = start > 0 && text[start - 1] == '"' && end < text.Length && text[end] == '"';
            var isWord = (start == 0 || !IsWord(text[start - 1])) && (end == text.Length || !IsWord(text[end]));
            if ((isQuoted || (isWord && _user.Length >= ShortestTelling)) && pseudonym(PersonIdKind.User, user) is { } other)
            {
                to.Write(text[copied..start]);
                to.Write(Encoding.UTF8.GetBytes(other));
                (copied, at) = (end, end);
                found++;
            }
        }

        to.Write(text[copied..]);
        return found;
    }

    private static int EndOfToken(ReadOnlySpan<byte> text, int at)
    {
        var next = at + 1;
        if (text[at] == '"')
        {
            while (next < text.Length && text[next] != '"')
            {
                next += text[next] == '\\' ? 2 : 1;
            }

            return Math.Min(next + 1, text.Length);
        }

        while (IsValue(text[at]) && next < text.Length && IsValue(text[next]) && text[next] != '"')
        {
            next++;
        }

        return next;
    }

    private static bool IsName(ReadOnlySpan<byte> text, int end)
    {
        while (end < text.Length && text[end] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            end++;
        }

        return end < text.Length && text[end] == ':';
    }

    private static bool IsValue(byte letter) => letter > ' ' && letter is not ((byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)',' or (byte)':');

    private static bool IsWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'_' or (byte)'-' or >= 0x80;

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> token)
    {
        if (token is not [(byte)'"', .. var inner])
        {
            return token;
        }

        inner = inner is [.. var closed, (byte)'"'] ? closed : inner;
        if (!inner.Contains((byte)'\\'))
        {
            return inner;
        }

        var unescaped = new byte[inner.Length];
        return unescaped.AsSpan(0, JsonText.Unescape(inner, unescaped));
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read to its end matters.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class PersonTextJson : System.Text.Json.Serialization.JsonSerializerContext;
