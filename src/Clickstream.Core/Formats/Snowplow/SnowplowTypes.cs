namespace Clickstream.Core.Formats.Snowplow;

/// <summary>What kind of event the protocol's kinds are.</summary>
internal static class SnowplowTypes
{
    /// <summary>Our name of an event.</summary>
    /// <returns>Empty if it has none.</returns>
    public static ReadOnlySpan<byte> Of(SnowplowEvent read)
    {
        var kind = JsonBody.TextOf(read.Kind);
        if (kind.SequenceEqual("ue"u8))
        {
            return read.IsSelfDescribing ? OfSelfDescribing(read.Self) : default;
        }

        if (kind.SequenceEqual("se"u8))
        {
            return JsonBody.TextOf(read.Action).Trim(" \t\r\n"u8);
        }

        return kind.SequenceEqual("pv"u8) ? "page_view"u8
            : kind.SequenceEqual("pp"u8) ? "page_ping"u8
            : kind.SequenceEqual("tr"u8) ? "purchase"u8
            : kind.SequenceEqual("ti"u8) ? "transaction_item"u8
            : default;
    }

    private static ReadOnlySpan<byte> OfSelfDescribing(SelfDescription self)
    {
        if (!self.IsCommerce || !self.Is("snowplow_ecommerce_action"u8) || self.Data.ValueKind != System.Text.Json.JsonValueKind.Object
            || !JsonBody.TryGet(self.Data, "type"u8, out var named))
        {
            return self.Name;
        }

        var type = JsonBody.TextOf(named).Trim(" \t\r\n"u8);
        return type.SequenceEqual("transaction"u8) ? "purchase"u8
            : type.SequenceEqual("product_view"u8) ? "view"u8
            : type.SequenceEqual("checkout_step"u8) ? "checkout"u8
            : type.IsEmpty ? self.Name
            : type;
    }
}
