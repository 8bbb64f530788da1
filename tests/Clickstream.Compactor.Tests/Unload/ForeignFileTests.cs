using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet;
using Parquet;
using Parquet.Schema;

namespace Clickstream.Compactor.Tests.Unload;

public sealed class ForeignFileTests
{
    // Trino, which Athena is, writes times of Hive tables as INT96 and decimals as bytes, and declares every column optional.
    [Fact]
    public async Task Times_in_INT96_and_money_in_bytes_are_read()
    {
        var time = new DateTime(2026, 3, 1, 9, 15, 30, 123, DateTimeKind.Utc);
        var fields = FactSchema.Schema.Fields.Select(field => field switch
        {
            DateTimeDataField => new DateTimeDataField(field.Name, DateTimeFormat.Impala, isNullable: true),
            DecimalDataField => new DecimalDataField(field.Name, 18, 4, forceByteArrayEncoding: true, isNullable: true),
            DataField<string> => new DataField<string>(field.Name, nullable: true),
            _ => field,
        }).ToArray();
        var schema = new ParquetSchema(fields);
        using var memory = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, memory))
        {
            using var group = writer.CreateRowGroup();
            foreach (var field in schema.DataFields)
            {
                await (field switch
                {
                    DateTimeDataField => group.WriteAsync<DateTime>(field, new DateTime?[] { time, time.AddMinutes(1) }),
                    DecimalDataField => group.WriteAsync<decimal>(field, new decimal?[] { 12.3456m, null }),
                    _ when field.ClrType == typeof(bool) => group.WriteAsync<bool>(field, new bool?[] { true, null }),
                    _ when field.ClrType == typeof(long) => group.WriteAsync<long>(field, new long?[] { 3, null }),
                    _ when field.Path.Length > 1 => group.WriteAsync(field, [field.Name, "b"], new[] { 0, 0 }),
                    _ => group.WriteAsync(field, [$"{field.Name}-1", $"{field.Name}-2"]),
                });
            }
        }

        memory.Position = 0;
        using var columns = new FactColumns();
        await FactFileReader.ReadAsync(memory, columns, CancellationToken.None);
        Assert.Equal(2, columns.Count);
        Assert.Equal("click_id-1"u8, columns.ClickIds[0]);
        Assert.Equal((time.Ticks - DateTime.UnixEpoch.Ticks) / 10, columns.Times[0]);
        Assert.Equal((123_456, FactColumns.Absent), (columns.Prices[0], columns.Prices[1]));
        Assert.Equal((3, FactColumns.Absent), (columns.Quantities[0], columns.Quantities[1]));
        var (key, value) = columns.Metadata[0][0];
        Assert.Equal("key"u8, columns.Metadata.Keys[key]);
        Assert.Equal("value"u8, columns.Metadata.Values[value]);
    }
}
