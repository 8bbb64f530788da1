using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Reconcile;

/// <summary>
/// What the Parquet files of an hour hold, counted by reading them: a row group at a time, and of it the columns that are needed. So the memory is that
/// of a row group and of the orders, however large the hour is.
/// </summary>
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
        var audit = new HourAudit(0, 0, [], new SortedDictionary<string, decimal>(StringComparer.Ordinal));
        var readable = new List<DataFile>();
        foreach (var file in manifest.Files)
        {
            try
            {
                await using var content = await PublishedFile.OpenAsync(store, file, cancellationToken);
                var rows = 0L;
                await FactFileReader.ForEachGroupAsync(
                    content,
                    async group =>
                    {
                        rows += group.Rows;
                        await audit.AddAsync(group, cancellationToken);
                    },
                    cancellationToken);
                audit = audit with { Rows = audit.Rows + rows, Bytes = audit.Bytes + file.Bytes };
                readable.Add(file);
                checks.Equal("file_rows", manifest.Hour, file.Rows, rows, $"{file.Key} does not hold the rows that its manifest says.");
            }
            catch (InvalidDataException exception)
            {
                checks.Fail("file", manifest.Hour, $"{file.Rows} rows, as published", "gone or damaged", exception.Message);
            }
        }

        if (await new DistinctClicks(store).FindTwiceAsync(readable, cancellationToken) is { } twice)
        {
            checks.Fail("distinct_clicks", manifest.Hour, "each click id once", $"'{twice}' is there twice", "The hour holds a row twice.");
        }

        return audit;
    }

    private async Task AddAsync(FactFileReader group, CancellationToken cancellationToken)
    {
        var isPurchase = new bool[group.Rows];
        await group.ReadTextAsync(FactSchema.Texts[TextField.EventType], (row, _, type) => isPurchase[row] = type.SequenceEqual("purchase"u8), cancellationToken);
        if (!isPurchase.Contains(true))
        {
            return;
        }

        var prices = await group.ReadAsync<decimal>(FactSchema.Price, cancellationToken);
        var quantities = await group.ReadAsync<long>(FactSchema.Quantity, cancellationToken);
        await group.ReadTextAsync(FactSchema.Texts[TextField.Currency], (row, _, currency) => AddRevenue(isPurchase[row], currency, prices[row], quantities[row]), cancellationToken);

        // An order without an id is known by its click.
        await group.ReadTextAsync(
            FactSchema.Texts[TextField.OrderId],
            (row, isPresent, order) =>
            {
                if (isPurchase[row] && isPresent && !order.IsEmpty)
                {
                    Orders.Add(ClickId.KeyOf(order));
                    isPurchase[row] = false;
                }
            },
            cancellationToken);
        if (isPurchase.Contains(true))
        {
            await group.ReadTextAsync(
                FactSchema.ClickId,
                (row, _, click) =>
                {
                    if (isPurchase[row])
                    {
                        Orders.Add(ClickId.KeyOf(click));
                    }
                },
                cancellationToken);
        }
    }

    private void AddRevenue(bool isPurchase, ReadOnlySpan<byte> currency, decimal? price, long? quantity)
    {
        if (isPurchase)
        {
            var name = Encoding.UTF8.GetString(currency);
            Revenue[name] = Revenue.GetValueOrDefault(name) + ((price ?? 0) * (quantity ?? 1));
        }
    }
}
