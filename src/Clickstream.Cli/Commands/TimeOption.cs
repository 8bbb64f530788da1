using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Clickstream.Cli.Commands;

/// <summary>An option that takes a time: ISO 8601, in UTC if it names no offset.</summary>
internal static class TimeOption
{
    public static Option<DateTimeOffset?> Create(string name, string description) =>
        new(name) { Description = description, HelpName = "TIME", CustomParser = Parse };

    private static DateTimeOffset? Parse(ArgumentResult text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text.Tokens[0].Value, CultureInfo.InvariantCulture, Utc, out var time))
        {
            return time;
        }

        text.AddError($"'{text.Tokens[0].Value}' is not a time. Write it as 2026-03-01T10:00:00Z.");
        return null;
    }
}
