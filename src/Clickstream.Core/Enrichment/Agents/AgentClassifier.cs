using System.Buffers;
using System.Text;

namespace Clickstream.Core.Enrichment.Agents;

/// <summary>
/// Tells device, operating system and browser from a user agent, and whether it is a program's. It looks for a fixed list of words, so its cost is
/// bounded by the length of the text that is looked at, whatever the text.
/// </summary>
public static class AgentClassifier
{
    /// <summary>Bytes of a user agent that are looked at. Real ones have about 150; those of apps up to 500.</summary>
    public const int MaxBytes = 1024;

    private static readonly SearchValues<string> Programs = SearchValues.Create(AgentNames.Programs, StringComparison.OrdinalIgnoreCase);
    private static readonly AgentFacts Program = new("other", null, "Bot", true);

    /// <summary>Classifies a user agent; an empty one tells nothing.</summary>
    public static AgentFacts Classify(ReadOnlySpan<byte> userAgent)
    {
        Span<char> letters = stackalloc char[MaxBytes];
        var length = Encoding.Latin1.GetChars(userAgent[..Math.Min(userAgent.Length, MaxBytes)], letters);
        ReadOnlySpan<char> text = ((ReadOnlySpan<char>)letters[..length]).Trim();
        if (text.IsEmpty)
        {
            return AgentFacts.Unknown;
        }

        var os = NameOf(text, AgentNames.Systems);
        return IsProgram(text, os) ? Program with { Os = os } : new AgentFacts(DeviceOf(text, os), os, BrowserOf(text, os), false);
    }

    private static string? NameOf(ReadOnlySpan<char> text, (string Word, string Name)[] names)
    {
        foreach (var (word, name) in names)
        {
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return name;
            }
        }

        return null;
    }

    private static bool HasAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string? DeviceOf(ReadOnlySpan<char> text, string? os)
    {
        if (HasAny(text, AgentNames.Consoles))
        {
            return "console";
        }

        if (HasAny(text, AgentNames.Televisions) || (os == "Tizen" && text.Contains("TV", StringComparison.Ordinal)))
        {
            return "tv";
        }

        // Internet Explorer says "Tablet PC" on desktops.
        if (os == "Windows")
        {
            return "desktop";
        }

        if (HasAny(text, AgentNames.Tablets))
        {
            return "tablet";
        }

        if (HasAny(text, AgentNames.Phones))
        {
            return "mobile";
        }

        return os switch
        {
            "Android" => "tablet", // By convention only phones say Mobile.
            "macOS" or "Linux" or "ChromeOS" or "FreeBSD" or "OpenBSD" => "desktop",
            "HarmonyOS" or "Tizen" or "webOS" or "BlackBerry" => "mobile",
            _ => null,
        };
    }

    private static string? BrowserOf(ReadOnlySpan<char> text, string? os)
    {
        if (NameOf(text, AgentNames.Browsers) is { } name)
        {
            return name;
        }

        if (!text.Contains("AppleWebKit", StringComparison.Ordinal))
        {
            return null;
        }

        return os == "Android" ? "Android Browser" : text.Contains("Safari/", StringComparison.Ordinal) ? "Safari" : os is "iOS" or "iPadOS" ? "WebView" : null;
    }

    private static bool IsProgram(ReadOnlySpan<char> text, string? os) =>
        text.ContainsAny(Programs)
        || EndsWordWithBot(text)
        || HasMailAddress(text)
        || (text.Contains("(compatible;", StringComparison.Ordinal) && !HasAny(text, AgentNames.Compatible))
        || (os is null && NameOf(text, AgentNames.Browsers) is null && !HasAny(text, AgentNames.AppLibraries));

    // Those who run a crawler say how they are reached; android@150.0 is a version.
    private static bool HasMailAddress(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at > 0 && at + 1 < text.Length && char.IsAsciiLetter(text[at + 1]);
    }

    // "bot" ends a word, as in Googlebot/2.1 and not as in botany; Cubot makes phones.
    private static bool EndsWordWithBot(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length;)
        {
            var found = text[at..].IndexOf("bot", StringComparison.OrdinalIgnoreCase);
            if (found < 0)
            {
                return false;
            }

            var (start, end) = (at + found, at + found + 3);
            var isWord = end == text.Length || !char.IsAsciiLetterLower(text[end]);
            if (isWord && !text[..start].EndsWith("cu", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            at = end;
        }

        return false;
    }
}
