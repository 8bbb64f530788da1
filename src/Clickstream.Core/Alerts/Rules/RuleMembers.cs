using System.Globalization;
using System.Text.Json;

namespace Clickstream.Core.Alerts.Rules;

/// <summary>Reads the members of an object of a rules file, and notes what is wrong with them.</summary>
internal sealed class RuleMembers
{
    private readonly LinedJson _object;
    private readonly List<RuleProblem> _problems;
    private readonly string _what;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public RuleMembers(LinedJson value, List<RuleProblem> problems, string what)
    {
        (_object, _problems, _what) = (value, problems, what);
        if (value.Kind != JsonTokenType.StartObject)
        {
            problems.Add(new RuleProblem(value.Line, $"Expected {what}: an object in braces."));
        }

        foreach (var twice in value.Members.GroupBy(member => member.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add(new RuleProblem(twice.Last().Value.Line, $"\"{twice.Key}\" is there twice. Remove one."));
        }
    }

    public int Line => _object.Line;

    public bool Has(string name) => Find(name) is not null;

    public LinedJson? Find(string name)
    {
        _known.Add(name);
        return _object.Members.LastOrDefault(member => member.Key == name).Value;
    }

    /// <summary>Notes a problem with a member, or with the object if it has no such member.</summary>
    public void Add(string name, string message, bool isError = true) =>
        _problems.Add(new RuleProblem(Find(name)?.Line ?? _object.Line, message, isError));

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { Kind: JsonTokenType.String, Text.Length: > 0 } found => found.Text,
        _ => Wrong(name, "a text in quotes that is not empty"),
    };

    public string Choice(string name, string standard, string[] choices)
    {
        var text = Has(name) ? Text(name) ?? standard : standard;
        if (!choices.Contains(text))
        {
            Add(name, $"\"{name}\" is '{text}'; write one of {string.Join(", ", choices.Select(choice => $"\"{choice}\""))}.");
        }

        return text;
    }

    public decimal? Number(string name)
    {
        if (Find(name) is not { } found)
        {
            return null;
        }

        if (found.Kind == JsonTokenType.Number && decimal.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0)
        {
            return number;
        }

        Wrong(name, "a number that is not negative, without quotes");
        return null;
    }

    public int Whole(string name, int standard, int least, int most)
    {
        var number = Number(name) ?? standard;
        if (number == decimal.Truncate(number) && number >= least && number <= most)
        {
            return (int)number;
        }

        Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));
        return standard;
    }

    public TimeSpan? Duration(string name)
    {
        if (Find(name) is not { } found)
        {
            return null;
        }

        if (found.Kind == JsonTokenType.String && TryDuration(found.Text) is { } duration)
        {
            return duration;
        }

        Wrong(name, "a time such as \"30s\", \"10m\", \"2h\" or \"7d\"");
        return null;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } found)
        {
            return [];
        }

        if (found.Kind == JsonTokenType.String)
        {
            return [found.Text];
        }

        if (found.Kind == JsonTokenType.StartArray && found.Items.All(item => item.Kind == JsonTokenType.String))
        {
            return [.. found.Items.Select(item => item.Text)];
        }

        Wrong(name, "a text in quotes, or a list of them");
        return [];
    }

    /// <summary>Notes the members that nobody asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var (name, value) in _object.Members.Where(member => !_known.Contains(member.Key)))
        {
            var near = _known.Where(known => known != "$schema").OrderBy(known => known, StringComparer.Ordinal);
            _problems.Add(new RuleProblem(value.Line, $"\"{name}\" means nothing in {_what}. It may have: {string.Join(", ", near)}."));
        }
    }

    private string? Wrong(string name, string expected)
    {
        Add(name, $"\"{name}\" must be {expected}.");
        return null;
    }

    private static TimeSpan? TryDuration(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 100_000)
        {
            return null;
        }

        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
