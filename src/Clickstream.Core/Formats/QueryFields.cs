using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Formats;

/// <summary>Reads the query of an address.</summary>
public static class QueryFields
{
    /// <summary>The parameter with the time of sending.</summary>
    public const string SentAt = "sent_at";

    /// <summary>The parameter with the write key, for requests that can have no header.</summary>
    public const string Key = "key";

    /// <summary>The parameters in their order, decoded; a <c>+</c> is a space. A wrong escape stands for itself.</summary>
    /// <param name="query">The query without the question mark.</param>
    public static IEnumerable<(string Name, string Value)> Of(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (Decode(part), string.Empty) : (Decode(part[..equals]), Decode(part[(equals + 1)..]));
        }
    }

    /// <summary>The first parameter of a name; null if there is none.</summary>
    public static string? Find(string query, string name)
    {
        foreach (var (found, value) in Of(query))
        {
            if (found == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A time among the parameters; null if there is none, or it is no time.</summary>
    public static EventTime? TimeOf(string query, string name)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Length > 0
            && Find(query, name) is { } text
            && TimeText.TryParse(Encoding.UTF8.GetBytes(text), out var time) is RejectionReason.None
            ? time
            : null;
    }

    /// <summary>Whether a text holds half of a character, which no UTF-8 can hold.</summary>
    internal static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && (!char.IsHighSurrogate(text[at]) || ++at == text.Length || !char.IsLowSurrogate(text[at])))
            {
                return true;
            }
        }

        return false;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
