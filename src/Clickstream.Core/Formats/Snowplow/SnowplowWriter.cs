using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Time;

namespace Clickstream.Core.Formats.Snowplow;

/// <summary>Writes an event that was taken apart.</summary>
internal sealed class SnowplowWriter(ColumnSlots columns, LineBuilder line)
{
    // After the fields of the protocol, before what the event's own schema says.
    private const int ContextRank = 100;

    private readonly AttributeMembers _attributes = new(columns, line);

    /// <summary>Writes a line.</summary>
    public void Write(SnowplowEvent read, JsonElement item, ReadOnlySpan<byte> type, EventTime time)
    {
        var isPurchase = type.SequenceEqual("purchase"u8);
        OfferContexts(read, isPurchase);
        if (read.IsSelfDescribing)
        {
            _attributes.Offer(read.Self.Data);
        }

        line.Begin();
        line.Text(Field.EventType, type);
        line.Time(Field.Time, time);
        line.Columns(columns);
        if (ListsItems(read, isPurchase))
        {
            line.Items(read.Products);
        }

        WriteFields(item);
        if (ClockSkew.TryRead(JsonBody.TextOf(read.Created), out var created) && created != time)
        {
            line.Metadata(default, "device_timestamp"u8, read.Created);
        }

        if (read.IsSelfDescribing)
        {
            line.Metadata("schema"u8, read.Self.Name);
            _attributes.Write(read.Self.Data, "data"u8);
        }

        WriteContexts(read, isPurchase);
    }

    private bool ListsItems(SnowplowEvent read, bool isPurchase) =>
        read.Products.Count > (isPurchase ? 0 : 1) && !columns.Has(Field.Items);

    private void OfferContexts(SnowplowEvent read, bool isPurchase)
    {
        foreach (var context in read.Contexts)
        {
            if (context.IsCommerce && context.Is("transaction"u8))
            {
                Offer(context.Data, "transaction_id"u8, Field.OrderId);
                Offer(context.Data, "revenue"u8, Field.Total);
                Offer(context.Data, "currency"u8, Field.Currency);
            }
            else if (context.IsCommerce && context.Is("user"u8))
            {
                Offer(context.Data, "id"u8, Field.UserId);
            }
            else if (!context.IsCommerce && context.Is("client_session"u8))
            {
                Offer(context.Data, "userId"u8, Field.AnonymousId);
                Offer(context.Data, "sessionId"u8, Field.SessionId);
            }
        }

        if (read.Products is not [var product])
        {
            return;
        }

        Offer(product, "id"u8, Field.ProductId);
        if (!isPurchase)
        {
            Offer(product, "price"u8, Field.Price);
            Offer(product, "quantity"u8, Field.Quantity);
            Offer(product, "currency"u8, Field.Currency);
        }
    }

    private void Offer(JsonElement from, ReadOnlySpan<byte> name, Field field)
    {
        if (from.ValueKind == JsonValueKind.Object && JsonBody.TryGet(from, name, out var value) && !columns.Has(field))
        {
            columns.Offer(field, value, ContextRank);
        }
    }

    private void WriteFields(JsonElement item)
    {
        foreach (var member in item.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            var meaning = SnowplowFields.Find(name);
            if (!meaning.IsPart && !columns.Holds(meaning.Field, member.Value))
            {
                line.Metadata(default, meaning.Longer is { } longer ? longer : name, member.Value);
            }
        }
    }

    // Contexts are kept whole, by the name of their schema; the second of one name gets a number.
    private void WriteContexts(SnowplowEvent read, bool isPurchase)
    {
        for (var i = 0; i < read.Contexts.Count; i++)
        {
            var context = read.Contexts[i];
            var earlier = 0;
            for (var j = 0; j < i; j++)
            {
                earlier += read.Contexts[j].Is(context.Name) ? 1 : 0;
            }

            byte[] name = earlier == 0 ? context.Name : [.. context.Name, .. Encoding.ASCII.GetBytes($".{earlier + 1}")];
            line.Metadata("context."u8, name, context.Data);
        }

        if (read.Products.Count > 0 && !ListsItems(read, isPurchase))
        {
            line.Metadata("context."u8, "product"u8, read.Products[0]);
        }
    }
}
