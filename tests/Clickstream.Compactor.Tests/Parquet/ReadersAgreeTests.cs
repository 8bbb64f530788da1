using System.Globalization;
using Clickstream.Compactor.Parquet;
using Clickstream.Compactor.Tests.Lake;
using Clickstream.Core.Lake;
using DuckDB.NET.Data;
using Parquet.Schema;
using ParquetSharp;

namespace Clickstream.Compactor.Tests.Parquet;

public sealed class ReadersAgreeTests
{
    [Theory]
    [InlineData(Codec.Zstandard)]
    [InlineData(Codec.Snappy)]
    public async Task DuckDb_and_ParquetSharp_read_what_was_written(Codec codec)
    {
        var lake = new TestLake();
        var inputs = RandomTraffic.Make(new Random(11), 500).Where(input => input.Hour == TestLake.FirstHour).DistinctBy(input => input.Click).ToArray();
        foreach (var shard in inputs.Select(input => input.Shard).Distinct())
        {
            lake.Flush(inputs, shard, 0, 10_000);
        }

        Assert.True((await lake.CompactAsync(new CompactOptions { Codec = codec })).Succeeded);
        var path = Path.Combine(Path.GetTempPath(), $"clickstream-{Guid.NewGuid():N}.parquet");
        try
        {
            await File.WriteAllBytesAsync(path, lake.Store[lake.Manifest(TestLake.FirstHour).Files[0].Key]);
            var expected = inputs.Select(input => input.ToRow()).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, ReadWithDuckDb(path).Order(StringComparer.Ordinal));
            Assert.Equal(inputs.Select(Plain).Order(StringComparer.Ordinal), ReadWithParquetSharp(path).Order(StringComparer.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_writer_has_the_columns_of_the_table() =>
        Assert.Equal(LakeTable.FactClicks.Columns, FactSchema.Schema.Fields.Select(field => new LakeColumn(field.Name, TypeOf(field))));

    private static LakeType TypeOf(Field field) => field switch
    {
        MapField => LakeType.TextMap,
        DateTimeDataField { DateTimeFormat: DateTimeFormat.DateAndTimeMicros } => LakeType.Timestamp,
        DecimalDataField { Precision: 18, Scale: 4 } => LakeType.Money,
        DataField data when data.ClrType == typeof(bool) => LakeType.Boolean,
        DataField data when data.ClrType == typeof(long) => LakeType.Number,
        _ => LakeType.Text,
    };

    private static List<string> ReadWithDuckDb(string path)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            select concat_ws(
                '|', click_id, event_type, epoch_us(event_timestamp), coalesce(user_id, ''), coalesce(page_url, ''), coalesce(country, ''),
                coalesce(device_type, ''), coalesce(order_id, ''), coalesce(currency, ''), coalesce(quantity::varchar, ''),
                coalesce(rtrim(rtrim(price::varchar, '0'), '.'), ''),
                coalesce(
                    list_aggregate(list_sort(list_transform(map_entries(metadata), e -> e.key || '=' || e.value)), 'string_agg', ','), ''))
            from read_parquet('{path}') where typeof(event_timestamp) = 'TIMESTAMP' and typeof(price) = 'DECIMAL(18,4)'
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static List<string> ReadWithParquetSharp(string path)
    {
        using var file = new ParquetFileReader(path);
        var rows = new List<string>();
        for (var number = 0; number < file.FileMetaData.NumRowGroups; number++)
        {
            using var group = file.RowGroup(number);
            var count = checked((int)group.MetaData.NumRows);
            T[] Read<T>(string name)
            {
                var index = file.FileMetaData.Schema.ColumnIndex(name);
                using var column = group.Column(index).LogicalReader<T>();
                return column.ReadAll(count);
            }

            var (clicks, types, times) = (Read<string>("click_id"), Read<string>("event_type"), Read<DateTime>("event_timestamp"));
            var (users, quantities, prices) = (Read<string?>("user_id"), Read<long?>("quantity"), Read<decimal?>("price"));
            for (var row = 0; row < count; row++)
            {
                var time = (times[row].Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"{clicks[row]}|{types[row]}|{time}|{users[row]}|{quantities[row]}|{prices[row]:0.####}"));
            }
        }

        return rows;
    }

    private static string Plain(TestInput input) => string.Create(
        CultureInfo.InvariantCulture, $"{input.Click}|{input.Type}|{input.Time}|{input.User}|{input.Quantity}|{input.Price:0.####}");
}
