using System.Buffers;
using Clickstream.Core.Alerts;
using Clickstream.Core.Events;
using Clickstream.Core.Privacy;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Copies of alerts, and dead letters. An alert stays with its id in either mode, so that it is not sent again; removing leaves nothing of the purchase.
/// </summary>
internal sealed class AlertEdit(Person person, ErasureMode mode, string prefix) : ItemEdit
{
    public override string Layer => "alerts";

    public override string Prefix => prefix;

    public override ItemFate Edit(ReadOnlySpan<byte> item, RejectionReason problem, ArrayBufferWriter<byte> to)
    {
        if (problem != RejectionReason.None || Edited(AlertJson.Parse(item)) is not { } alert)
        {
            return ItemFate.Keep;
        }

        to.Write(AlertJson.Serialize(alert));
        return ItemFate.Replace;
    }

    /// <summary>An alert of theirs as it stays; null if it is not theirs.</summary>
    public Alert? Edited(Alert alert) => alert.UserId != person.User ? null
        : mode == ErasureMode.Pseudonymise ? alert with { UserId = person.PseudonymOf(PersonIdKind.User, person.User), Text = $"Order {alert.Order}.", Link = null }
        : alert with { Order = QuarantineEdit.Erased, UserId = null, ProductId = null, Items = 0, Revenue = 0, Currency = string.Empty, Text = "Erased.", Link = null };
}
