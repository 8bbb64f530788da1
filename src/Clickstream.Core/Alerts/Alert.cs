namespace Clickstream.Core.Alerts;

/// <summary>A message about a purchase. The same order always gives the same <paramref name="Id"/>, so a receiver can drop a repeat.</summary>
/// <param name="Id">Deterministic: made from the order alone.</param>
/// <param name="Rule">The rule that fired; <c>purchase</c> by default.</param>
/// <param name="Order">The order id of the event, or its click id if it has none.</param>
/// <param name="UserId">The buyer; null if unknown.</param>
/// <param name="ProductId">The product; null for an order of several items.</param>
/// <param name="Items">How many pieces were bought.</param>
/// <param name="Revenue">Price times quantity.</param>
/// <param name="Currency">ISO 4217, or empty if the event names none.</param>
/// <param name="EventTime">When it was bought, UTC.</param>
/// <param name="AlertTime">When the alert was made, UTC.</param>
/// <param name="Text">One sentence for a person.</param>
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
    string Text);
