using System.Globalization;
using System.Text;
using Clickstream.Aws.Alerts;
using Clickstream.Core.Alerts;

namespace Clickstream.Aws.Sns;

/// <summary>
/// An alert as a message: its JSON, and as attributes what subscriptions filter by (<c>rule</c>, <c>severity</c>, <c>currency</c>, <c>revenue</c>, <c>items</c>,
/// <c>product</c>, and <c>may_be_repeat</c> if it is set). The user is in the message alone: attributes end in logs and policies. Pure.
/// </summary>
internal static class SnsMessage
{
    private const int MaxAttribute = 256; // Of a value in a filter policy; what is longer cannot be matched. Source: SNS, "Filter policy constraints".
    private const int MaxDeduplicationId = 128; // Source: SNS API reference, PublishBatchRequestEntry.
    private const int AttributeRoom = 4096; // Five attributes of at most 256 characters with their names and types, in UTF-8.

    /// <summary>The entry; its id within the call is set when the call is made.</summary>
    public static AlertEntry<PublishBatchRequestEntry> From(Alert alert, bool isFifo, bool mayBeRepeat)
    {
        var message = ShortAlert.Json(alert, AlertPublisher.MaxBytes - AttributeRoom);
        var attributes = Attributes(alert, mayBeRepeat).ToList();
        var bytes = Encoding.UTF8.GetByteCount(message)
            + attributes.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key + pair.Value.DataType + pair.Value.StringValue));
        var key = isFifo ? ShortAlert.Shorten(alert.Id, MaxDeduplicationId) : null;
        return new AlertEntry<PublishBatchRequestEntry>(alert.Id, bytes, new PublishBatchRequestEntry
        {
            Id = "0",
            Message = message,
            MessageAttributes = attributes,
            MessageGroupId = key, // Alerts need no order among themselves; one group each lets them be delivered in parallel.
            MessageDeduplicationId = key,
        });
    }

    private static IEnumerable<KeyValuePair<string, MessageAttributeValue>> Attributes(Alert alert, bool mayBeRepeat)
    {
        yield return Text("rule", alert.Rule);
        yield return Text("severity", alert.Severity);
        yield return Number("revenue", alert.Revenue);
        yield return Number("items", alert.Items);
        if (alert.Currency.Length > 0)
            yield return Text("currency", alert.Currency);
        if (!string.IsNullOrEmpty(alert.ProductId))
            yield return Text("product", alert.ProductId);
        if (mayBeRepeat)
            yield return Text("may_be_repeat", "true");
        if (alert.ReplayedAt is not null)
            yield return Text("replayed", "true");
    }

    private static KeyValuePair<string, MessageAttributeValue> Text(string name, string value) =>
        new(name, new MessageAttributeValue("String", ShortAlert.Shorten(value, MaxAttribute)));

    // SNS compares numbers to five decimals.
    private static KeyValuePair<string, MessageAttributeValue> Number(string name, decimal value) =>
        new(name, new MessageAttributeValue("Number", value.ToString("0.#####", CultureInfo.InvariantCulture)));
}
