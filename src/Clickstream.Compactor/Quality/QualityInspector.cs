using System.Globalization;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Sql;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Quality;

/// <summary>Checks what is published, layer by layer: with the engine that queries use, so that it sees what they see.</summary>
/// <param name="store">Where everything is.</param>
/// <param name="sql">Answers over the published versions.</param>
/// <param name="time">The clock.</param>
public sealed class QualityInspector(IObjectStore store, ISqlEngine sql, TimeProvider time)
{
    private const string Facts = "facts";
    private const string Dimensions = "dimensions";

    /// <summary>Makes all checks and keeps them in the log.</summary>
    /// <param name="only">Only this hour, and what has no hours; null for all.</param>
    /// <param name="positions">How far each shard has been read, for the entries of the quarantine.</param>
    /// <param name="cancellationToken">Ends it; nothing is kept.</param>
    /// <exception cref="UnknownFormatException">The rules or a manifest cannot be read.</exception>
    /// <exception cref="SqlException">The engine refuses.</exception>
    public async Task<QualityReport> InspectAsync(Hour? only, DurablePositions positions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(positions);
        var book = new CheckBook(await QualityRules.ReadAsync(store, cancellationToken));
        var lake = await PublishedLake.ReadAsync(store, cancellationToken);
        var hours = lake.Facts.Where(manifest => only is not { } one || manifest.Hour == one.Path).ToList();
        foreach (var manifest in hours)
        {
            try
            {
                await new PublishGate(store, book).CheckAsync(manifest, cancellationToken);
            }
            catch (InvalidDataException fault)
            {
                book.Note(QualityRules.Schema, Facts, FactTable.Name, manifest.Hour, "files as published", fault.Message, false);
            }
        }

        await CheckRejectedAsync(hours, only, positions, book, cancellationToken);
        CheckFreshness(lake, book);
        if (lake.Facts.Count > 0)
        {
            await CheckRowsAsync(only, book, cancellationToken);
            await CheckReferencesAsync(only, book, cancellationToken);
            await CheckDimensionsAsync(book, cancellationToken);
        }

        var log = await QualityLog.WriteAsync(store, book.All, "quality", time.GetUtcNow(), cancellationToken);
        return new QualityReport(book.All, log.Value);
    }

    private async Task CheckRejectedAsync(
        IReadOnlyList<HourManifest> hours, Hour? only, DurablePositions positions, CheckBook book, CancellationToken cancellationToken)
    {
        var rejected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var scan = new QuarantineScan(store, positions.IsDurable, await ReplayedEntries.ReadAsync(store, cancellationToken));
        await scan.RunAsync(
            only,
            (entry, state) =>
            {
                rejected[entry.Hour.Path] = rejected.GetValueOrDefault(entry.Hour.Path) + (state == EntryState.Waiting ? 1 : 0);
                return ValueTask.FromResult(true);
            },
            cancellationToken);
        foreach (var hour in hours.Select(manifest => manifest.Hour).Union(rejected.Keys))
        {
            var (bad, landed) = (rejected.GetValueOrDefault(hour), hours.FirstOrDefault(manifest => manifest.Hour == hour)?.Landed ?? 0);
            book.Share(QualityRules.Rejected, "quarantine", "quarantine", hour, "rejected", bad, bad + landed);
        }
    }

    private void CheckFreshness(PublishedLake lake, CheckBook book)
    {
        if (lake.Facts.Count == 0 || !Hour.TryParse(lake.Facts[^1].Hour, out var last))
        {
            return;
        }

        var most = book.Rules[QualityRules.Freshness].Max ?? decimal.MaxValue;
        var age = (decimal)Math.Max(0, (time.GetUtcNow() - last.End.ToDateTimeOffset()).TotalHours);
        book.Note(
            QualityRules.Freshness, Facts, FactTable.Name, null, string.Create(CultureInfo.InvariantCulture, $"at most {most} hours old"),
            string.Create(CultureInfo.InvariantCulture, $"{age:0.#} hours since the end of {last.Path}"), age <= most);
    }

    // One pass over the rows. The functions are those that DuckDB and Athena have in common.
    private async Task CheckRowsAsync(Hour? only, CheckBook book, CancellationToken cancellationToken)
    {
        var result = await sql.QueryAsync(
            $"""
            SELECT year, month, day, hour, count(*) AS total, count(*) - count(DISTINCT click_id) AS again,
              sum(CASE WHEN year(event_timestamp) <> year OR month(event_timestamp) <> month OR day(event_timestamp) <> day OR hour(event_timestamp) <> hour THEN 1 ELSE 0 END) AS elsewhere,
              sum(CASE WHEN price < 0 OR quantity < 0 THEN 1 ELSE 0 END) AS negative
            FROM fact_clicks{Where(only)} GROUP BY year, month, day, hour ORDER BY 1, 2, 3, 4
            """,
            cancellationToken);
        foreach (var row in result.Rows)
        {
            var (hour, total) = (HourOf(row), Number(row[4]));
            book.Share(QualityRules.Unique, Facts, FactTable.Name, hour, "with the click id of another", Number(row[5]), total);
            book.Share(QualityRules.Hour, Facts, FactTable.Name, hour, "of another hour", Number(row[6]), total);
            book.Share(QualityRules.Amounts, Facts, FactTable.Name, hour, "with a negative amount", Number(row[7]), total);
        }
    }

    private async Task CheckReferencesAsync(Hour? only, CheckBook book, CancellationToken cancellationToken)
    {
        foreach (var (table, column) in new[] { ("dim_users", "user_id"), ("dim_products", "product_id") })
        {
            if (LakeTable.All.All(known => known.Name != table))
            {
                continue;
            }

            var result = await sql.QueryAsync(
                $"""
                SELECT year, month, day, hour, count(*) AS total, sum(CASE WHEN d.{column} IS NULL THEN 1 ELSE 0 END) AS lost
                FROM (SELECT year, month, day, hour, {column} FROM fact_clicks{Where(only)}) f LEFT JOIN {table} d ON f.{column} = d.{column}
                WHERE f.{column} IS NOT NULL GROUP BY year, month, day, hour ORDER BY 1, 2, 3, 4
                """,
                cancellationToken);
            foreach (var row in result.Rows)
            {
                book.Share(QualityRules.References, Facts, FactTable.Name, HourOf(row), $"whose {column} is not in {table}", Number(row[5]), Number(row[4]));
            }
        }
    }

    private async Task CheckDimensionsAsync(CheckBook book, CancellationToken cancellationToken)
    {
        var result = await sql.QueryAsync("SELECT count(*) AS total, count(*) - count(DISTINCT user_id) AS again FROM dim_users", cancellationToken);
        book.Share(QualityRules.Unique, Dimensions, "dim_users", null, "with the user id of another", Number(result.Rows[0][1]), Number(result.Rows[0][0]));
    }

    private static string Where(Hour? only)
    {
        if (only is not { } hour)
        {
            return string.Empty;
        }

        var time = hour.Start.ToDateTimeOffset();
        return string.Create(
            CultureInfo.InvariantCulture, $" WHERE year = {time.Year} AND month = {time.Month} AND day = {time.Day} AND hour = {time.Hour}");
    }

    private static string HourOf(IReadOnlyList<object?> row) =>
        string.Create(CultureInfo.InvariantCulture, $"{Number(row[0]):D4}/{Number(row[1]):D2}/{Number(row[2]):D2}/{Number(row[3]):D2}");

    private static long Number(object? value) => Convert.ToInt64(value ?? 0L, CultureInfo.InvariantCulture);
}
