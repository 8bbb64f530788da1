using System.Security.Cryptography;
using System.Text;
using Clickstream.Compactor.Columns;
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
    public static async Task<HourAudit> ReadAsync(IObjectStore store, HourManifest manifest, CheckList checks, CancellationToken cancellationToken)
    {
        var columns = new FactColumns();
        var bytes = 0L;
        foreach (var file in manifest.Files)
        {
            var stored = await store.OpenReadAsync(new ObjectKey(file.Key), cancellationToken);
            if (stored is null)
            {
                checks.Fail("file", manifest.Hour, file.Key, "missing", $"{file.Key} is gone. Restore it, or remove the manifest and compact again.");
                continue;
            }

            await using (stored)
            {
                bytes += stored.Length;
                var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stored, cancellationToken));
                checks.Equal("file_sha256", manifest.Hour, file.Sha256, sha256, $"{file.Key} has been changed since it was published.");
                stored.Position = 0;
                await ReadFileAsync(stored, file, manifest.Hour, columns, checks, cancellationToken);
            }
        }

        return Sum(columns, bytes);
    }

    private static async Task ReadFileAsync(
        System.IO.Stream content, DataFile file, string hour, FactColumns columns, CheckList checks, CancellationToken cancellationToken)
    {
        var before = columns.Count;
        try
        {
            await FactFileReader.ReadAsync(content, columns, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            checks.Fail("file_content", hour, "readable, each click id once", "damaged", $"{file.Key}: {exception.Message}");
            return;
        }

        checks.Equal("file_rows", hour, file.Rows, columns.Count - before, $"{file.Key} does not hold the rows that its manifest says.");
    }

    private static HourAudit Sum(FactColumns columns, long bytes)
    {
        var orders = new HashSet<UInt128>();
        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var purchase = columns[TextField.EventType].Dictionary.Intern("purchase"u8);
        for (var row = 0; row < columns.Count; row++)
        {
            if (columns[TextField.EventType].Codes[row] == purchase)
            {
                orders.Add(columns.OrderKey(row));
                var currency = Encoding.UTF8.GetString(columns[TextField.Currency].Text(row));
                revenue[currency] = revenue.GetValueOrDefault(currency) + columns.Amount(row);
            }
        }

        return new HourAudit(columns.Count, bytes, orders, revenue);
    }
}
