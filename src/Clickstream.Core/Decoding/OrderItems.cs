using Clickstream.Core.Events;

namespace Clickstream.Core.Decoding;

/// <summary>Adds up the items of an order that does not say its total.</summary>
internal sealed class OrderItems(DecoderOptions options)
{
    private readonly NameCache _names = new(exact: false);

    /// <summary>Sums price times quantity.</summary>
    /// <returns>None (a null sum if no item has a price), InvalidNumber or NegativeAmount.</returns>
    public RejectionReason TrySum(ReadOnlySpan<byte> item, in RawValue items, out decimal? sum)
    {
        // The scanner has passed these bytes before, so only their meaning can be wrong.
        var scanner = new JsonScanner(item.Slice(items.Start, items.Length)) { Position = 1 };
        var bytes = item.Slice(items.Start, items.Length);
        sum = null;
        while (scanner.SkipSpace() is not (']' or -1))
        {
            if (scanner.SkipSpace() == '{')
            {
                var reason = TryReadItem(bytes, ref scanner, out var amount);
                if (reason != RejectionReason.None)
                {
                    return reason;
                }

                sum = amount is null ? sum : (sum ?? 0m) + amount;
            }
            else if (!scanner.TrySkipNested(options.MaxDepth, allowNotANumber: false))
            {
                return RejectionReason.MalformedJson;
            }

            PassComma(ref scanner);
        }

        if (sum is not { } total)
        {
            return RejectionReason.None;
        }

        var fit = DecimalText.Fit(total, out total);
        sum = total;
        return fit;
    }

    private static void PassComma(ref JsonScanner scanner)
    {
        if (scanner.SkipSpace() == ',')
        {
            scanner.Position++;
        }
    }

    private RejectionReason TryReadItem(ReadOnlySpan<byte> bytes, ref JsonScanner scanner, out decimal? amount)
    {
        amount = null;
        decimal? price = null;
        var quantity = 1L;
        var rank = int.MaxValue;
        scanner.Position++;
        while (scanner.SkipSpace() != '}')
        {
            if (!scanner.TryReadName(out var start, out var length, out var escaped))
            {
                return RejectionReason.MalformedJson;
            }

            var meaning = escaped ? default : _names[_names.Find(NameCache.Nowhere, Container.None, bytes.Slice(start, length))];
            var first = scanner.SkipSpace();
            var valueStart = scanner.Position;
            if (!scanner.TrySkipNested(options.MaxDepth, allowNotANumber: false))
            {
                return RejectionReason.MalformedJson;
            }

            var text = bytes[valueStart..scanner.Position].Trim((byte)'"');
            if (!text.IsEmpty && first is '"' or '-' or (>= '0' and <= '9'))
            {
                var reason = RejectionReason.None;
                if (meaning.Field == Field.Quantity)
                {
                    reason = DecimalText.TryParseQuantity(text, out quantity);
                }
                else if (meaning.Field == Field.Price && meaning.Rank <= rank)
                {
                    reason = DecimalText.TryParse(text, out var parsed);
                    (price, rank) = (parsed, meaning.Rank);
                }

                if (reason != RejectionReason.None)
                {
                    return reason;
                }
            }

            PassComma(ref scanner);
        }

        scanner.Position++;
        amount = price * quantity;
        return RejectionReason.None;
    }
}
