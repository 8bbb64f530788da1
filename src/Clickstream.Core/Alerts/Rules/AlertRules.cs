using System.Globalization;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Events;

namespace Clickstream.Core.Alerts.Rules;

/// <summary>
/// The rules, and what holds for all of them. Everything is decided by the event alone, so every path and every repeat comes to the same alerts with the
/// same ids, and the claims let each through once: cool-downs and first purchases are claims too, and need no memory of their own. Rules of several
/// purchases make candidates, of which <see cref="PurchaseWindows"/> makes the alerts. Immutable.
/// </summary>
public sealed record AlertRules
{
    /// <summary>The version of the format of rules files.</summary>
    public const int Format = 1;

    /// <summary>Events that are older than this when they arrive are taken for a replay or a backfill.</summary>
    public static readonly TimeSpan DefaultMaxAge = TimeSpan.FromHours(24);

    /// <summary>The rule that holds without a file: every purchase.</summary>
    public static AlertRules Default { get; } = new() { Rules = [new AlertRule { Name = PurchaseAlert.Rule, When = RuleTrigger.Purchase }] };

    /// <summary>The rules, in the order of the file.</summary>
    public required IReadOnlyList<AlertRule> Rules
    {
        get;
        init
        {
            field = value;
            LooksAtEveryEvent = value.Any(rule => rule.When == RuleTrigger.Event);
            CountsPurchases = value.Any(rule => rule.When == RuleTrigger.SeveralPurchases);
        }
    }

    /// <summary>Whether alerts name the user.</summary>
    public bool NamesUsers { get; init; } = true;

    /// <summary>The address of the live page or a shop's own page, in which <c>{order}</c> and <c>{rule}</c> are replaced; null for no link.</summary>
    public string? Page { get; init; }

    /// <summary>Events that are older than this when they arrive make no alerts; null for any age.</summary>
    public TimeSpan? MaxAge { get; init; } = DefaultMaxAge;

    /// <summary>Whether events that are no purchases can fire a rule.</summary>
    public bool LooksAtEveryEvent { get; private init; }

    /// <summary>Whether a rule counts the purchases of users, which takes an <see cref="IPurchaseMemory"/>.</summary>
    public bool CountsPurchases { get; private init; }

    /// <summary>Adds the alerts and candidates of an event.</summary>
    /// <param name="batch">Holds the event.</param>
    /// <param name="row">The event; not a duplicate.</param>
    /// <param name="isFirstOfOrder">Whether it is the first event of its order that the caller knows of.</param>
    /// <param name="arrival">When it arrived.</param>
    /// <param name="now">When the alerts are made.</param>
    /// <param name="into">Gets the alerts.</param>
    public void Evaluate(EventBatch batch, in EventRow row, bool isFirstOfOrder, DateTimeOffset arrival, DateTimeOffset now, List<Alert> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (MaxAge is { } age && arrival - row.Time.ToDateTimeOffset() > age)
        {
            return;
        }

        foreach (var rule in Rules)
        {
            if ((isFirstOfOrder || rule.LooksAtEveryLine) && rule.Matches(batch, row))
            {
                into.Add(Make(rule, batch, row, now));
            }
        }
    }

    private Alert Make(AlertRule rule, EventBatch batch, in EventRow row, DateTimeOffset now)
    {
        var alert = PurchaseAlert.From(batch, row, now);
        var user = alert.UserId;
        alert = alert with
        {
            Id = rule.When == RuleTrigger.SeveralPurchases
                ? PurchaseCandidate.IdOf(rule.Name, user!, alert.Order, row.Time)
                : PurchaseAlert.IdOf(rule.Name, SubjectOf(rule, alert, batch, row)),
            Rule = rule.Name,
            Severity = rule.Severity,
            UserId = NamesUsers ? user : null,
            Link = LinkOf(rule, alert),
        };
        return alert with { Text = rule.When == RuleTrigger.SeveralPurchases ? PurchaseAlert.Describe(alert) : rule.Text?.Write(alert) ?? PurchaseAlert.Describe(alert) };
    }

    private string? LinkOf(AlertRule rule, Alert alert) => Page?
        .Replace("{order}", Uri.EscapeDataString(alert.Order), StringComparison.Ordinal)
        .Replace("{rule}", Uri.EscapeDataString(rule.Name), StringComparison.Ordinal);

    /// <summary>What the alert is about: two events with the same subject give one alert.</summary>
    private static string SubjectOf(AlertRule rule, Alert alert, EventBatch batch, in EventRow row)
    {
        if (rule.CoolDown > TimeSpan.Zero)
        {
            var interval = row.Time.Microseconds / (rule.CoolDown.Ticks / TimeSpan.TicksPerMicrosecond);
            return string.Create(CultureInfo.InvariantCulture, $"{interval}/{(rule.IsPerUser ? alert.UserId : null)}");
        }

        return rule.When switch
        {
            RuleTrigger.Purchase => alert.Order,
            RuleTrigger.FirstPurchase => alert.UserId!,
            _ => batch.GetString(row.ClickId) ?? alert.Order,
        };
    }
}
