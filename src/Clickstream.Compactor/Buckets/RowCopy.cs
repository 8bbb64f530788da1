using Clickstream.Compactor.Columns;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Buckets;

/// <summary>Turns rows of columns into events again, so that they can be added to other columns.</summary>
internal static class RowCopy
{
    private const int RowsPerBatch = 1024;
    private const int MaxBatchText = 4 * 1024 * 1024; // A few large rows fill a batch as many small ones do.

    private delegate void Setter(ref EventRow row, TextSlice text);

    // In the order of TextField.
    private static readonly Setter[] Setters =
    [
        static (ref EventRow row, TextSlice text) => row.EventType = text,
        static (ref EventRow row, TextSlice text) => row.UserId = text,
        static (ref EventRow row, TextSlice text) => row.AnonymousId = text,
        static (ref EventRow row, TextSlice text) => row.SessionId = text,
        static (ref EventRow row, TextSlice text) => row.PageUrl = text,
        static (ref EventRow row, TextSlice text) => row.ReferrerUrl = text,
        static (ref EventRow row, TextSlice text) => row.DeviceType = text,
        static (ref EventRow row, TextSlice text) => row.Os = text,
        static (ref EventRow row, TextSlice text) => row.Browser = text,
        static (ref EventRow row, TextSlice text) => row.Country = text,
        static (ref EventRow row, TextSlice text) => row.Ip = text,
        static (ref EventRow row, TextSlice text) => row.UserAgent = text,
        static (ref EventRow row, TextSlice text) => row.ProductId = text,
        static (ref EventRow row, TextSlice text) => row.OrderId = text,
        static (ref EventRow row, TextSlice text) => row.Currency = text,
    ];

    /// <summary>Sets one text column of an event.</summary>
    public static void Set(ref EventRow row, TextField field, TextSlice text) => Setters[(int)field](ref row, text);

    /// <summary>Hands all rows on, in batches.</summary>
    /// <param name="columns">The rows.</param>
    /// <param name="batch">Is filled again and again.</param>
    /// <param name="take">Is called with each batch.</param>
    public static void ForEachBatch(FactColumns columns, EventBatch batch, Action<EventBatch> take)
    {
        batch.Clear();
        for (var row = 0; row < columns.Count; row++)
        {
            Append(columns, row, batch);
            if (batch.Count == RowsPerBatch || batch.TextLength > MaxBatchText || row == columns.Count - 1)
            {
                take(batch);
                batch.Clear();
            }
        }
    }

    /// <summary>Adds a row of columns to a batch.</summary>
    public static void Append(FactColumns columns, int row, EventBatch batch)
    {
        var first = batch.Metadata.Length;
        foreach (var (key, value) in columns.Metadata[row])
        {
            batch.AddMetadata(new MetadataEntry(batch.AddText(columns.Metadata.Keys[key]), batch.AddText(columns.Metadata.Values[value])));
        }

        var added = new EventRow
        {
            Time = new EventTime(columns.Times[row]),
            Received = columns.Received[row] is var received and not FactColumns.Absent ? new EventTime(received) : null,
            Quantity = columns.Quantities[row] is var quantity and not FactColumns.Absent ? quantity : null,
            Price = columns.Prices[row] is var price and not FactColumns.Absent ? (decimal)price / FactColumns.PriceScale : null,
            IsBot = columns.IsBot[row] is var isBot and >= 0 ? isBot == 1 : null,
            ClickId = batch.AddText(columns.ClickIds[row]),
            ClickKey = ClickId.KeyOf(columns.ClickIds[row]),
            IsPurchase = columns[TextField.EventType].Codes[row] == columns.Purchase,
            MetadataStart = first,
            MetadataCount = columns.Metadata[row].Length,
        };
        for (var field = 0; field < Setters.Length; field++)
        {
            var column = columns[(TextField)field];
            var code = column.Codes[row];
            Set(ref added, (TextField)field, code < 0 ? TextSlice.Absent : batch.AddText(column.Dictionary[code]));
        }

        batch.Add(in added);
    }
}
