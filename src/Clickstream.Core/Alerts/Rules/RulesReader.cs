using System.Text.Json;

namespace Clickstream.Core.Alerts.Rules;

/// <summary>
/// Reads rules files: JSON, with comments and trailing commas allowed, as docs/schemas/alert-rules-1.json describes it. It goes on after an error, so all
/// of them are found at once.
/// </summary>
public static class RulesReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="json">Its content.</param>
    /// <param name="problems">What is wrong with it, by line, and what it does that may surprise.</param>
    /// <returns>Null if there is an error.</returns>
    public static AlertRules? Read(ReadOnlySpan<byte> json, out IReadOnlyList<RuleProblem> problems)
    {
        var found = new List<RuleProblem>();
        problems = found;
        LinedJson document;
        try
        {
            document = LinedJson.Read(json);
        }
        catch (JsonException fault)
        {
            found.Add(new RuleProblem((int)(fault.LineNumber ?? 0) + 1, $"It is no JSON: {fault.Message.Split(" LineNumber:")[0]}"));
            return null;
        }

        var members = new RuleMembers(document, found, "a rules file");
        var version = members.Whole("version", AlertRules.Format, 1, int.MaxValue);
        if (version != AlertRules.Format)
        {
            members.Add("version", $"Version {version} is not known; this program reads version {AlertRules.Format}. Use a newer program, or write the file anew.");
        }

        var rules = new AlertRules
        {
            Rules = ReadRules(members, found),
            NamesUsers = members.Choice("users", "keep", ["keep", "drop"]) == "keep",
            Page = members.Text("page") is { } page ? CheckedPage(page, members) : null,
            MaxAge = members.Choice("replays", "mute", ["mute", "alert"]) == "alert" ? null : members.Duration("max_age") ?? AlertRules.DefaultMaxAge,
        };
        members.Duration("max_age");
        members.Text("$schema");
        members.RefuseOthers();
        found.Sort((one, other) => one.Line.CompareTo(other.Line));
        return found.Exists(problem => problem.IsError) ? null : rules;
    }

    private static string CheckedPage(string page, RuleMembers members)
    {
        if (!Uri.TryCreate(page, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            members.Add("page", $"'{page}' is no http or https address. Write for instance \"https://live.example.org/#{{order}}\".");
        }

        return page;
    }

    private static List<AlertRule> ReadRules(RuleMembers file, List<RuleProblem> problems)
    {
        var rules = new List<AlertRule>();
        if (file.Find("rules") is not { Kind: JsonTokenType.StartArray } list)
        {
            file.Add("rules", "\"rules\" is missing: a list of rules. The default is [{\"name\": \"purchase\", \"when\": \"purchase\"}].");
            return rules;
        }

        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            var rule = RuleReader.Read(item, problems);
            if (rule.Name.Length > 0 && !names.TryAdd(rule.Name, item.Line))
            {
                problems.Add(new RuleProblem(item.Line, $"There is a rule '{rule.Name}' in line {names[rule.Name]} already. Give each rule a name of its own: alerts are told apart by it."));
            }

            rules.Add(rule);
        }

        return rules;
    }
}
