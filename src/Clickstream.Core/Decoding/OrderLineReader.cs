using System.Text;
using System.Text.Json;
using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Reads the items of an order from the metadata that keeps them (<c>items</c>): a list of objects, whose members go by the names that columns go by
/// (<see cref="FieldAliases"/>); <c>id</c> is the product's. Not thread-safe.
/// </summary>
public sealed class OrderLineReader
{
    private const int IdRank = int.MaxValue - 1; // Any other name of a product is better.

    private readonly NameCache _names = new(exact: false);

    /// <summary>Reads a list.</summary>
    /// <returns>False if it is none, or holds nothing that could be an item: then the order is of one line.</returns>
    public bool TryRead(ReadOnlySpan<byte> items, List<OrderLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        lines.Clear();
        var reader = new Utf8JsonReader(items);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    lines.Add(ReadItem(ref reader));
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            // What a lenient reader took in may be no JSON to a strict one; the order is counted as one line.
            lines.Clear();
        }

        return lines.Count > 0;
    }

    private OrderLine ReadItem(ref Utf8JsonReader reader)
    {
        ReadOnlyMemory<byte> product = default;
        var (quantity, price) = (1L, (long?)null);
        var (productRank, priceRank) = (int.MaxValue, int.MaxValue);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
            var meaning = _names[_names.Find(NameCache.Nowhere, Container.None, name)];
            var isId = name.SequenceEqual("id"u8);
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            {
                reader.Skip();
                continue;
            }

            var text = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
            var rank = isId ? IdRank : meaning.Rank;
            if ((isId || meaning.Field == Field.ProductId) && rank <= productRank && text.Length > 0)
            {
                (product, productRank) = (text.ToArray(), rank);
            }
            else if (meaning.Field == Field.Quantity && DecimalText.TryParseQuantity(text, out var pieces) == RejectionReason.None)
            {
                quantity = pieces;
            }
            else if (meaning.Field == Field.Price && rank <= priceRank && DecimalText.TryParse(text, out var amount) == RejectionReason.None)
            {
                (price, priceRank) = (DecimalText.Unscaled(amount), rank);
            }
        }

        return new OrderLine(product, quantity, price);
    }
}
