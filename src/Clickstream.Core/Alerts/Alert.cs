using System.Text.Json.Serialization;

namespace Clickstream.Core.Alerts;

/// <summary>
/// A message about a purchase, another event or a minute. What it is about always gives the same <paramref name="Id"/>, so a receiver can drop a repeat.
/// Its JSON is described by docs/schemas/alert-1.json.
/// </summary>
/// <param name="Id">Deterministic: made from the rule and what it is about, for a purchase from the order alone.</param>
/// <param name="Rule">The rule that fired; <c>purchase</c> by default.</param>
/// <param name="Order">The order id of the event, or its click id if it has none; empty for a minute.</param>
/// <param name="UserId">The buyer; null if unknown, or if alerts are not to name users.</param>
/// <param name="ProductId">The product; null for an order of several items.</param>
/// <param name="Items">How many pieces were bought.</param>
/// <param name="Revenue">Price times quantity.</param>
/// <param name="Currency">ISO 4217, or empty if the event names none.</param>
/// <param name="EventTime">When it was bought, UTC.</param>
/// <param name="AlertTime">When the alert was made, UTC.</param>
/// <param name="Text">One sentence for a person.</param>
/// <param name="Severity">How urgent it is: <c>info</c>, <c>warning</c> or <c>critical</c>.</param>
/// <param name="EventType">The type of the event; <c>minute</c> for a minute.</param>
/// <param name="Link">A page about it; null if none is configured.</param>
/// <param name="Schema">The version of the alert's JSON.</param>
/// <param name="ReplayedAt">When somebody had it sent again; null for an alert that is sent because of what happened.</param>
public sealed record Alert(
    string Id,
    string Rule,
    string Order,
    string? UserId,
    string? ProductId,
    long Items,
    decimal Revenue,
    string Currency,
    DateTimeOffset EventTime,
    DateTimeOffset AlertTime,
    string Text,
    string Severity = Alert.DefaultSeverity,
    string EventType = PurchaseAlert.Rule,
    string? Link = null,
    int Schema = Alert.CurrentSchema,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ReplayedAt = null)
{
    /// <summary>The severity that a rule has if it names none.</summary>
    public const string DefaultSeverity = "info";

    /// <summary>The version of the JSON that is written. Members may be added to it; a receiver passes over those that it does not know.</summary>
    public const int CurrentSchema = 1;
}
