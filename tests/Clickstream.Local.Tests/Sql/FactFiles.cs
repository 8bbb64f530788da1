using System.Globalization;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;
using DuckDB.NET.Data;

namespace Clickstream.Local.Tests.Sql;

/// <summary>Parquet files of <c>fact_clicks</c>, written by DuckDB itself.</summary>
internal static class FactFiles
{
    /// <summary>Writes the one file of a version of an hour, with a row for each click.</summary>
    public static DataFile Write(TestFolder folder, Hour hour, string version, params string[] clicks)
    {
        var key = $"{LakeLayout.FactClicks}{hour.Partition}/{version}/part-00000.parquet";
        var path = folder.Of(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var time = DateTimeOffset.UnixEpoch.AddHours(hour.Number).AddSeconds(1).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var names = LakeTable.FactClicks.Columns.Select(column => column.Name switch
        {
            "click_id" => "unnest(['" + string.Join("','", clicks) + "']) as click_id",
            "event_timestamp" => $"timestamp '{time}' as event_timestamp",
            "received_timestamp" => "null::timestamp as received_timestamp",
            "is_bot" => "null::boolean as is_bot",
            "quantity" => "2::bigint as quantity",
            "price" => "12.5::decimal(18,4) as price",
            "metadata" => "map {'k': 'v'} as metadata",
            var other => $"null::varchar as {other}",
        });
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"copy (select {string.Join(", ", names)}) to '{path}' (format parquet)";
        command.ExecuteNonQuery();
        return new DataFile(key, clicks.Length, 1, "0");
    }
}
