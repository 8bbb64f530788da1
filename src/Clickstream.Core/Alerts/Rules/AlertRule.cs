using System.Text;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Events;

namespace Clickstream.Core.Alerts.Rules;

/// <summary>One rule of a rules file; docs/alerts.md explains each value.</summary>
public sealed record AlertRule
{
    /// <summary>The name: letters, digits, '-' and '_'. Alerts carry it, and their ids begin with it.</summary>
    public required string Name { get; init; }

    /// <summary>What makes it fire.</summary>
    public required RuleTrigger When { get; init; }

    /// <summary>With <see cref="RuleTrigger.Event"/>: the event type; null for all. With <see cref="RuleTrigger.Minute"/>: whose events are counted.</summary>
    public string? EventType { get; init; }

    /// <summary>Only from this revenue on.</summary>
    public decimal? RevenueAtLeast { get; init; }

    /// <summary>Only in this currency.</summary>
    public string? Currency { get; init; }

    /// <summary>Only these products; empty for all.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Only these categories and those below them (<c>electronics</c> takes <c>electronics.audio</c>); empty for all.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>How urgent it is: <c>info</c>, <c>warning</c> or <c>critical</c>.</summary>
    public string Severity { get; init; } = Alert.DefaultSeverity;

    /// <summary>At most one alert in each interval of this length of event time; zero for all.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>Whether <see cref="CoolDown"/> holds for each user by himself.</summary>
    public bool IsPerUser { get; init; }

    /// <summary>When it does not fire, in event time.</summary>
    public IReadOnlyList<MuteWindow> Mute { get; init; } = [];

    /// <summary>The sentence of the alert; null for the default.</summary>
    public AlertText? Text { get; init; }

    /// <summary>With <see cref="RuleTrigger.SeveralPurchases"/>: how many, and how close.</summary>
    public PurchaseWindow? Window { get; init; }

    /// <summary>With <see cref="RuleTrigger.Minute"/>: what is compared, and with what.</summary>
    public MinuteCondition? Minute { get; init; }

    /// <summary>With <see cref="RuleTrigger.Silence"/>: how long nothing came.</summary>
    public TimeSpan SilentFor { get; init; }

    /// <summary>Whether single events make it fire, as opposed to minutes.</summary>
    public bool IsOfEvents => When is RuleTrigger.Purchase or RuleTrigger.FirstPurchase or RuleTrigger.SeveralPurchases or RuleTrigger.Event;

    /// <summary>Whether a later event of an order may fire it though the first did not: what it asks for differs between the events of an order, or it counts them by time.</summary>
    public bool LooksAtEveryLine => When is RuleTrigger.Event or RuleTrigger.SeveralPurchases || RevenueAtLeast is not null || Products.Count + Categories.Count > 0;

    /// <summary>Whether every event makes it fire.</summary>
    public bool MatchesEverything => When == RuleTrigger.Event && EventType is null && RevenueAtLeast is null && Products.Count + Categories.Count == 0;

    /// <summary>Whether an event makes it fire. Of a purchase, only the first event of its order is to be asked about.</summary>
    public bool Matches(EventBatch batch, in EventRow row)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return IsOfEvents
            && (When == RuleTrigger.Event ? EventType is null || IsText(batch.Text(row.EventType), EventType) : row.IsPurchase)
            && (When is not (RuleTrigger.FirstPurchase or RuleTrigger.SeveralPurchases) || row.UserId.Length > 0)
            && (RevenueAtLeast is null || row.Amount >= RevenueAtLeast)
            && (Currency is null || IsText(batch.Text(row.Currency), Currency))
            && (Products.Count == 0 || IsOneOf(Products, batch.Text(row.ProductId)))
            && (Categories.Count == 0 || IsInCategory(batch, row))
            && (Mute.Count == 0 || !IsMuted(row.Time.ToDateTimeOffset()));
    }

    /// <summary>Whether the rule is mute at a time.</summary>
    public bool IsMuted(DateTimeOffset time)
    {
        foreach (var window in Mute)
        {
            if (window.Contains(time))
            {
                return true;
            }
        }

        return false;
    }

    // Most names are ASCII, and then nothing is made to compare them.
    private static bool IsText(ReadOnlySpan<byte> utf8, string text) =>
        Ascii.Equals(utf8, text) || (!Ascii.IsValid(text) && Encoding.UTF8.GetString(utf8) == text);

    private static bool IsOneOf(IReadOnlyList<string> texts, ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && texts.Contains(Encoding.UTF8.GetString(utf8));

    private bool IsInCategory(EventBatch batch, in EventRow row)
    {
        foreach (var entry in batch.MetadataOf(row))
        {
            var key = batch.Text(entry.Key);
            if (key.SequenceEqual("category"u8) || key.SequenceEqual("category_code"u8) || key.SequenceEqual("product_category"u8))
            {
                var value = Encoding.UTF8.GetString(batch.Text(entry.Value));
                foreach (var category in Categories)
                {
                    if (value == category || value.StartsWith(category + ".", StringComparison.Ordinal))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
