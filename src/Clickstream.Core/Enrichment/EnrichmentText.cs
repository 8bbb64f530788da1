using Clickstream.Core.Enrichment.Urls;

namespace Clickstream.Core.Enrichment;

/// <summary>Reads the switches of enrichment as people write them, on the command line and in the configuration.</summary>
public static class EnrichmentText
{
    /// <summary>The names of the switches.</summary>
    public static IReadOnlyList<string> Switches { get; } = ["device", "bot", "campaign", "referrer"];

    /// <summary>Reads switches: names with commas between them, <c>all</c>, or nothing.</summary>
    /// <param name="text">The text; null for nothing.</param>
    /// <param name="problem">What is wrong, as a sentence; empty if nothing is.</param>
    public static EnrichmentOptions ReadSwitches(string? text, out string problem)
    {
        var names = Split(text);
        var unknown = names.Except([.. Switches, "all"], StringComparer.OrdinalIgnoreCase).ToList();
        problem = unknown.Count == 0 ? string.Empty : $"'{string.Join("', '", unknown)}' is nothing that can be added; there is {string.Join(", ", Switches)}, or all.";
        return new EnrichmentOptions { Devices = Has("device"), Bots = Has("bot"), Campaigns = Has("campaign"), Referrers = Has("referrer") };

        bool Has(string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase) || names.Contains("all", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads rules of query parameters: <c>email,token,uid:hash</c>, or <c>*,q:keep</c>. A name alone is dropped.</summary>
    /// <param name="text">The text; null for none.</param>
    /// <param name="key">The key of hashes; null if there is none.</param>
    /// <param name="problem">What is wrong, as a sentence; empty if nothing is.</param>
    /// <returns>Null without rules, or if something is wrong.</returns>
    public static UrlParameters? ReadParameters(string? text, string? key, out string problem)
    {
        const int ShortestKey = 16;
        problem = string.Empty;
        var rules = new Dictionary<string, UrlParameterRule>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in Split(text))
        {
            var colon = part.LastIndexOf(':');
            var (name, word) = colon < 0 ? (part, "drop") : (part[..colon].Trim(), part[(colon + 1)..].Trim());
            if (!Enum.TryParse<UrlParameterRule>(word, ignoreCase: true, out var rule) || !char.IsAsciiLetter(word[0]) || name.Length is 0 or > UrlParameters.LongestName)
            {
                problem = $"'{part}' is no rule of a query parameter; write NAME, NAME:hash or NAME:keep, and * for all others.";
                return null;
            }

            rules[name] = rule;
        }

        if (rules.ContainsValue(UrlParameterRule.Hash) && key is not { Length: >= ShortestKey })
        {
            problem = $"Hashing query parameters needs a key of at least {ShortestKey} characters, or the values could be guessed.";
            return null;
        }

        return rules.Count == 0 ? null : new UrlParameters(rules, System.Text.Encoding.UTF8.GetBytes(key ?? string.Empty));
    }

    private static string[] Split(string? text) => (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
