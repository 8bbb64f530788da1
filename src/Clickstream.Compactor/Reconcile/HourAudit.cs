using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Reconcile;

/// <summary>What the Parquet files of an hour hold, counted by reading them.</summary>
/// <param name="Rows">Rows; each has its own click id.</param>
/// <param name="Bytes">Size of the files.</param>
/// <param name="Orders">Fingerprints of the orders.</param>
/// <param name="Revenue">Revenue by currency.</param>
internal sealed record HourAudit(long Rows, long Bytes, HashSet<UInt128> Orders, SortedDictionary<string, decimal> Revenue)
{
    /// <summary>Reads the files that a manifest names, and compares them with what it says of them.</summary>
    public static async Task<HourAudit> ReadAsync(
        IObjectStore store, HourManifest manifest, CheckList checks, CancellationToken cancellationToken)
    {
        using var columns = new FactColumns();
        var bytes = 0L;
        foreach (var file in manifest.Files)
        {
            try
            {
                await using var content = await PublishedFile.OpenAsync(store, file, cancellationToken);
                bytes += content.Length;
                var before = columns.Count;
                await FactFileReader.ReadAsync(content, columns, cancellationToken);
                checks.Equal("file_rows", manifest.Hour, file.Rows, columns.Count - before, $"{file.Key} does not hold the rows that its manifest says.");
            }
            catch (InvalidDataException exception)
            {
                checks.Fail("file", manifest.Hour, $"{file.Rows} rows, as published", "gone or damaged", exception.Message);
            }
        }

        return Sum(columns, bytes);
    }

    private static HourAudit Sum(FactColumns columns, long bytes)
    {
        var orders = new HashSet<UInt128>();
        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (var row = 0; row < columns.Count; row++)
        {
            if (columns[TextField.EventType].Codes[row] == columns.Purchase)
            {
                orders.Add(columns.OrderKey(row));
                var currency = Encoding.UTF8.GetString(columns[TextField.Currency].Text(row));
                revenue[currency] = revenue.GetValueOrDefault(currency) + columns.Amount(row);
            }
        }

        return new HourAudit(columns.Count, bytes, orders, revenue);
    }
}
