using Clickstream.Core.Sql;

namespace Clickstream.Local.Sql;

/// <summary>
/// Tells statements that only read by their first word. The database is in memory and thrown away, so what matters is that no file is
/// written.
/// </summary>
internal static class ReadOnlyStatement
{
    private static readonly HashSet<string> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        "select", "with", "from", "values", "table", "describe", "desc", "show", "summarize", "pivot", "unpivot",
    };

    /// <summary>Checks a statement.</summary>
    /// <exception cref="SqlException">It does more than read.</exception>
    public static void Check(string sql)
    {
        var rest = AfterSpace(sql);
        var word = Word(rest);
        while (word.Equals("explain", StringComparison.OrdinalIgnoreCase) || word.Equals("analyze", StringComparison.OrdinalIgnoreCase))
        {
            rest = AfterSpace(rest[word.Length..]);
            word = Word(rest);
        }

        if (!rest.StartsWith('(') && !Readers.Contains(word.ToString()))
        {
            throw new SqlException(word.IsEmpty
                ? "There is no statement."
                : $"Only statements that read can be run; this one begins with {word.ToString().ToUpperInvariant()}.");
        }
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        return text[..end];
    }

    // Behind white space and comments.
    private static ReadOnlySpan<char> AfterSpace(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart();
            var end = text.StartsWith("--") ? text.IndexOf('\n') : text.StartsWith("/*") ? text.IndexOf("*/") + 1 : 0;
            if (end == 0 && !text.StartsWith("--"))
            {
                return text;
            }

            text = end <= 0 ? default : text[(end + 1)..];
        }
    }
}
