using System.Globalization;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Tables;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Dimensions;

/// <summary>The rows of <c>fact_order_items</c> that a bucket makes, in the order of its rows.</summary>
internal sealed class OrderItemsFile : DerivedFile
{
    public override string Name => HourBucket.OrderItems;

    // Query engines read it, so its name does not begin with an underscore.
    public override string FileNameOf(int bucket) => string.Create(CultureInfo.InvariantCulture, $"order_items-{bucket:D5}.parquet");

    public override bool HasRows(FactColumns columns)
    {
        var types = columns[TextField.EventType].Codes;
        for (var row = 0; row < columns.Count; row++)
        {
            if (types[row] == columns.Purchase)
            {
                return true;
            }
        }

        return false;
    }

    public override async Task<long> WriteAsync(DerivedSource source, System.IO.Stream output, CancellationToken cancellationToken)
    {
        using var rows = Of(source.Columns);
        await TableFileWriter.WriteAsync(rows, source.Codec, output, cancellationToken);
        return rows.Count;
    }

    /// <summary>The rows.</summary>
    public static TableBuffer Of(FactColumns columns)
    {
        var (rows, lines) = (new TableBuffer(LakeTable.FactOrderItems), new OrderLines(columns));
        for (var row = 0; row < columns.Count; row++)
        {
            if (!lines.IsPurchase(row))
            {
                continue;
            }

            var listed = lines.ListedBy(row);
            for (var line = 0; line < listed.Length; line++)
            {
                var item = listed[line];
                Add(rows, columns, row, line + 1, item.Product.Span, (item.Quantity, item.Price ?? FactColumns.Absent, OrderLines.AmountOf(item.Price, item.Quantity)));
            }

            if (listed.IsEmpty)
            {
                var quantity = columns.Quantities[row] == FactColumns.Absent ? 1 : columns.Quantities[row];
                var price = columns.Prices[row];
                var amount = OrderLines.AmountOf(price == FactColumns.Absent ? null : price, quantity);
                Add(rows, columns, row, 1, columns[TextField.ProductId].Text(row), (quantity, price, amount));
            }
        }

        return rows;
    }

    // The columns are set in the order of the table.
    private static void Add(
        TableBuffer rows, FactColumns columns, int row, int line, ReadOnlySpan<byte> product, (long Quantity, long Price, long Amount) numbers)
    {
        var column = 0;
        rows.Set(column++, columns[TextField.OrderId].Text(row) is { IsEmpty: false } order ? order : columns.ClickIds[row]);
        rows.Set(column++, (long)line);
        rows.Set(column++, columns.ClickIds[row]);
        rows.Set(column++, columns.Times[row]);
        rows.Set(column++, columns[TextField.UserId].Text(row));
        rows.Set(column++, columns[TextField.AnonymousId].Text(row));
        rows.Set(column++, columns[TextField.SessionId].Text(row));
        rows.Set(column++, product);
        rows.Set(column++, numbers.Quantity);
        rows.Set(column++, numbers.Price);
        rows.Set(column++, numbers.Amount);
        rows.Set(column, columns[TextField.Currency].Text(row));
        rows.EndRow();
    }
}
