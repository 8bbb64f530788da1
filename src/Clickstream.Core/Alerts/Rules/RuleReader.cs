using System.Globalization;
using System.Text.Json;
using Clickstream.Core.Alerts.Windows;

namespace Clickstream.Core.Alerts.Rules;

/// <summary>Reads one rule of a rules file.</summary>
internal static class RuleReader
{
    private const int MaxName = 64; // It begins the alert's id, which a FIFO topic takes up to 128 characters of.

    /// <summary>A tenth of what the memory keeps of a user in an interval, so that a rule has fired long before the memory is full.</summary>
    private const int MaxCount = IPurchaseMemory.MostUnderOneKey / 10;

    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);

    /// <summary>Half of the time for which the memory keeps what is older than the last interval.</summary>
    private static readonly TimeSpan LongestWindow = IPurchaseMemory.KeptFor / 2;

    /// <summary>A rule that every event fires would send more alerts than anybody reads.</summary>
    private static readonly TimeSpan CoolDownOfEvents = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, RuleTrigger> Triggers = new(StringComparer.Ordinal)
    {
        ["purchase"] = RuleTrigger.Purchase,
        ["first_purchase"] = RuleTrigger.FirstPurchase,
        ["several_purchases"] = RuleTrigger.SeveralPurchases,
        ["event"] = RuleTrigger.Event,
        ["minute"] = RuleTrigger.Minute,
        ["silence"] = RuleTrigger.Silence,
    };

    public static AlertRule Read(LinedJson item, List<RuleProblem> problems)
    {
        var members = new RuleMembers(item, problems, "a rule");
        var when = members.Choice("when", members.Has("when") ? string.Empty : "missing", [.. Triggers.Keys]);
        var rule = new AlertRule
        {
            Name = NameOf(members),
            When = Triggers.GetValueOrDefault(when),
            Severity = members.Choice("severity", Alert.DefaultSeverity, ["info", "warning", "critical"]),
            Mute = ReadMute(members, problems),
            Text = ReadText(members),
        };
        rule = rule.When switch
        {
            RuleTrigger.Minute => rule with { Minute = ReadMinute(members), EventType = members.Text("event"), CoolDown = members.Duration("cool_down") ?? TimeSpan.Zero },
            RuleTrigger.Silence => rule with { SilentFor = ReadSilence(members) },
            RuleTrigger.SeveralPurchases => ReadSeveral(rule, members),
            _ => ReadOfEvents(rule, members),
        };
        if (Triggers.ContainsKey(when))
        {
            members.RefuseOthers();
        }

        return rule;
    }

    private static string NameOf(RuleMembers members)
    {
        var name = members.Text("name");
        if (name is null && !members.Has("name"))
        {
            members.Add("name", "\"name\" is missing. Alerts carry it, for instance \"large-orders\".");
        }
        else if (name is not null && (name.Length > MaxName || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))))
        {
            members.Add("name", $"The name '{name}' must be 1 to {MaxName} letters, digits, '-' and '_'.");
        }

        return name ?? string.Empty;
    }

    private static AlertRule ReadNarrowed(AlertRule rule, RuleMembers members)
    {
        rule = rule with
        {
            RevenueAtLeast = members.Number("revenue_at_least"),
            Currency = members.Text("currency"),
            Products = members.Texts("product"),
            Categories = members.Texts("category"),
        };
        if (rule.RevenueAtLeast is not null && rule.Currency is null)
        {
            members.Add("revenue_at_least", "Amounts of all currencies are compared with the same number. Name a \"currency\" if there are several.", isError: false);
        }

        return rule;
    }

    private static AlertRule ReadSeveral(AlertRule rule, RuleMembers members)
    {
        var count = members.Has("count") ? members.Whole("count", 2, 2, MaxCount) : 0;
        if (count == 0)
        {
            members.Add("count", $"\"count\" is missing: how many purchases it takes, 2 to {MaxCount}.");
        }

        var within = members.Duration("within");
        if (within is null || within < ShortestWindow || within > LongestWindow)
        {
            members.Add("within", "\"within\" says how close the purchases are: \"1m\" to \"7d\", for instance \"1h\".");
            within = LongestWindow;
        }

        return ReadNarrowed(rule, members) with { Window = new PurchaseWindow(count, within.Value) };
    }

    private static AlertRule ReadOfEvents(AlertRule rule, RuleMembers members)
    {
        var isEvent = rule.When == RuleTrigger.Event;
        rule = ReadNarrowed(rule, members) with
        {
            EventType = isEvent ? members.Text("event") : null,
            CoolDown = members.Duration("cool_down") ?? TimeSpan.Zero,
            IsPerUser = members.Choice("per", "rule", ["rule", "user"]) == "user",
        };
        if (rule.IsPerUser && rule.CoolDown == TimeSpan.Zero)
        {
            members.Add("per", "\"per\" says whose cool-down it is; give a \"cool_down\" too.");
        }

        if (isEvent && !members.Has("cool_down"))
        {
            rule = rule with { CoolDown = CoolDownOfEvents };
            members.Add("when", rule.MatchesEverything
                ? "This rule matches every event, so it is limited to one alert a minute. Name an \"event\", or set a \"cool_down\" of your own."
                : "Alerts of this rule are limited to one a minute. Set a \"cool_down\" of your own, \"0s\" for none.", isError: false);
        }
        else if (rule.MatchesEverything && rule.CoolDown < CoolDownOfEvents)
        {
            members.Add("cool_down", "This rule matches every event; its cool-down must be at least \"1m\".");
        }

        return rule;
    }

    private static MinuteCondition ReadMinute(RuleMembers members)
    {
        var condition = new MinuteCondition
        {
            Metric = members.Choice("metric", "events", ["events", "orders", "revenue", "users", "sessions"]),
            Above = members.Number("above"),
            Below = members.Number("below"),
            Rises = members.Number("rises_to"),
            Falls = members.Number("falls_to"),
            Against = members.Whole("against", 10, 1, 60),
            AtLeast = members.Number("at_least") ?? 1,
        };
        var comparisons = new[] { condition.Above, condition.Below, condition.Rises, condition.Falls }.Count(value => value is not null);
        if (comparisons != 1)
        {
            members.Add("when", "A rule of minutes has exactly one of \"above\", \"below\", \"rises_to\" (3 is the threefold of the minutes before) and \"falls_to\" (0.5 is the half).");
        }

        if (members.Has("event") && condition.Metric is not ("events" or "revenue"))
        {
            members.Add("event", $"\"{condition.Metric}\" is not counted by event type. Use the metric \"events\" or \"revenue\", or leave \"event\" out.");
        }

        return condition;
    }

    private static TimeSpan ReadSilence(RuleMembers members)
    {
        if (members.Duration("for") is { } silent && silent >= TimeSpan.FromMinutes(1))
        {
            return silent;
        }

        members.Add("for", "\"for\" says how long nothing must have come: at least \"1m\", for instance \"10m\".");
        return TimeSpan.Zero;
    }

    private static AlertText? ReadText(RuleMembers members)
    {
        if (members.Text("text") is not { } text)
        {
            return null;
        }

        var read = AlertText.Read(text, out var problem);
        if (read is null)
        {
            members.Add("text", problem);
        }

        return read;
    }

    private static List<MuteWindow> ReadMute(RuleMembers members, List<RuleProblem> problems)
    {
        var windows = new List<MuteWindow>();
        if (members.Find("mute") is not { } list)
        {
            return windows;
        }

        if (list.Kind != JsonTokenType.StartArray)
        {
            members.Add("mute", "\"mute\" must be a list of windows, for instance [{\"from\": \"22:00\", \"to\": \"06:00\"}], in UTC.");
            return windows;
        }

        foreach (var item in list.Items)
        {
            var window = new RuleMembers(item, problems, "a mute window");
            var days = window.Texts("days").Select(day => Array.FindIndex(Enum.GetNames<DayOfWeek>(), name => name.StartsWith(day, StringComparison.OrdinalIgnoreCase) && day.Length >= 2)).ToList();
            if (days.Contains(-1))
            {
                window.Add("days", "\"days\" must be names of days: \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\".");
            }

            windows.Add(new MuteWindow(TimeOf(window, "from"), TimeOf(window, "to"), [.. days.Where(day => day >= 0).Select(day => (DayOfWeek)day)]));
            window.RefuseOthers();
        }

        return windows;
    }

    private static TimeOnly TimeOf(RuleMembers window, string name)
    {
        if (window.Text(name) is { } text && TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        window.Add(name, $"\"{name}\" must be a time of day in UTC such as \"22:00\".");
        return default;
    }
}
