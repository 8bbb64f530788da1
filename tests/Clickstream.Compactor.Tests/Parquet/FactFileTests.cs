using System.Globalization;
using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using DuckDB.NET.Data;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace Clickstream.Compactor.Tests.Parquet;

/// <summary>Files with everything in them: every column present and absent, texts beyond a page, several row groups.</summary>
public sealed class FactFileTests : IDisposable
{
    private const int RowsPerGroup = 6_000;
    private const int Rows = (2 * RowsPerGroup) + 1_000;

    private static readonly string[] Texts =
    [
        "event_type", "user_id", "anonymous_id", "session_id", "page_url", "referrer_url", "device_type", "os", "browser", "country", "ip",
        "user_agent", "product_id", "order_id", "currency",
    ];

    private readonly Processors _processors = new(3); // So that row groups are made side by side.
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"clickstream-{Guid.NewGuid():N}.parquet");

    public void Dispose()
    {
        _processors.Dispose();
        File.Delete(_path);
    }

    [Theory]
    [InlineData(Codec.Zstandard, 1)]
    [InlineData(Codec.Snappy, 2)]
    public async Task Every_column_of_every_row_is_read_as_it_was_written_by_three_other_readers(Codec codec, int seed)
    {
        var columns = Make(new Random(seed), Rows);
        await using (var output = File.Create(_path))
        {
            await FactFileWriter.WriteAsync(columns, 0..columns.Count, codec, RowsPerGroup, output, _processors, default);
        }

        var expected = Enumerable.Range(0, columns.Count).Select(row => Text(columns, row)).ToList();
        Assert.Equal(expected, ReadWithDuckDb(_path));
        var again = new FactColumns();
        await using (var input = File.OpenRead(_path))
        {
            await FactFileReader.ReadAsync(input, again, default);
        }

        Assert.Equal(expected, Enumerable.Range(0, again.Count).Select(row => Text(again, row)));
        CompareStatistics(columns);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_file_of_no_row_or_one_can_be_read(int rows)
    {
        var columns = Make(new Random(5), rows);
        await using (var output = File.Create(_path))
        {
            await FactFileWriter.WriteAsync(columns, 0..rows, Codec.Zstandard, output, _processors, default);
        }

        Assert.Equal(rows, ReadWithDuckDb(_path).Count);
    }

    [Fact]
    public async Task The_bytes_do_not_depend_on_how_many_processors_make_them()
    {
        var columns = Make(new Random(7), Rows);
        var files = new List<byte[]>();
        foreach (var count in (int[])[1, 2, 5])
        {
            using var processors = new Processors(count);
            using var output = new MemoryStream();
            await FactFileWriter.WriteAsync(columns, 0..columns.Count, Codec.Zstandard, RowsPerGroup, output, processors, default);
            files.Add(output.ToArray());
        }

        Assert.Equal(files[0], files[1]);
        Assert.Equal(files[0], files[2]);
    }

    // ParquetSharp is the third reader: its statistics are of its own making.
    private void CompareStatistics(FactColumns columns)
    {
        using var file = new ParquetFileReader(_path);
        Assert.Equal(columns.Count, file.FileMetaData.NumRows);
        var first = 0;
        for (var number = 0; number < file.FileMetaData.NumRowGroups; number++)
        {
            using var group = file.RowGroup(number);
            var rows = first..(first + (int)group.MetaData.NumRows);
            using var users = group.MetaData.GetColumnChunkMetaData(file.FileMetaData.Schema.ColumnIndex("user_id"));
            var texts = Enumerable.Range(rows.Start.Value, rows.End.Value - rows.Start.Value)
                .Where(row => columns[TextField.UserId].Codes[row] >= 0)
                .Select(row => Encoding.UTF8.GetString(columns[TextField.UserId].Text(row)))
                .Order(StringComparer.Ordinal)
                .ToList();
            var statistics = Assert.IsType<Statistics<ByteArray>>(users.Statistics);
            Assert.Equal(rows.End.Value - rows.Start.Value - texts.Count, statistics.NullCount);
            Assert.Equal(texts[0], Text(statistics.Min));
            Assert.Equal(texts[^1], Text(statistics.Max));
            using var times = group.MetaData.GetColumnChunkMetaData(file.FileMetaData.Schema.ColumnIndex("event_timestamp"));
            Assert.Equal(columns.Times[rows].ToArray().Min(), Assert.IsType<Statistics<long>>(times.Statistics).Min);
            first = rows.End.Value;
        }

        Assert.Equal(columns.Count, first);
    }

    private static string? Text(ByteArray bytes) => System.Runtime.InteropServices.Marshal.PtrToStringUTF8(bytes.Pointer, bytes.Length);

    private static FactColumns Make(Random random, int rows)
    {
        var (columns, batch, decoder) = (new FactColumns(), new EventBatch(), new EventDecoder(DecoderOptions.Default));
        for (var row = 0; row < rows; row++)
        {
            Assert.Equal(RejectionReason.None, decoder.Decode(Encoding.UTF8.GetBytes(Line(random, row)), batch));
        }

        columns.Add(batch, [.. Enumerable.Range(0, rows)]);
        return columns;
    }

    private static string Line(Random random, int row)
    {
        var line = new StringBuilder($$"""{"click_id":"click-{{row}}","event_timestamp":{{1772323200000000 + random.NextInt64(3_600_000_000)}}""");
        foreach (var name in Texts.Where(name => name == "event_type" || random.Next(4) > 0))
        {
            // Few values, many, values that hardly repeat, and now and then a long one; beyond ASCII too.
            var value = random.Next(name.Length % 3 == 0 ? 7 : name.Length % 3 == 1 ? 3_000 : 1_000_000);
            var tail = name == "page_url" && random.Next(150) == 0 ? new string('x', 40_000) : value % 11 == 0 ? "-é漢" : "";
            line.Append(CultureInfo.InvariantCulture, $",\"{name}\":\"{(name == "currency" ? "EUR" : name)}{value}{tail}\"");
        }

        line.Append(random.Next(3) switch { 0 => "", 1 => ",\"is_bot\":true", _ => ",\"is_bot\":false" });
        line.Append(random.Next(3) == 0 ? "" : $",\"quantity\":{random.Next(20)}");
        line.Append(random.Next(3) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",\"price\":{random.Next(1_000_000) / 10_000m}"));
        line.Append(random.Next(3) == 0 ? "" : $",\"received_timestamp\":{1772323200000000 + random.NextInt64(3_600_000_000)}");
        var entries = Enumerable.Range(0, random.Next(4)).Select(entry => $"\"key{(char)('a' + entry)}\":\"{random.Next(100_000)}\"");
        return line.Append(",\"metadata\":{").AppendJoin(',', entries).Append("}}").ToString();
    }

    private static string Text(FactColumns columns, int row)
    {
        static string Number(long value, decimal scale = 1) =>
            value == FactColumns.Absent ? "-" : (value / scale).ToString(scale == 1 ? "0" : "0.0000", CultureInfo.InvariantCulture);
        var texts = Enum.GetValues<TextField>().Select(
            field => columns[field].Codes[row] < 0 ? "-" : Encoding.UTF8.GetString(columns[field].Text(row)));
        var metadata = string.Join(',', columns.Metadata[row].ToArray().Select(
            entry => $"{Encoding.UTF8.GetString(columns.Metadata.Keys[entry.Key])}={Encoding.UTF8.GetString(columns.Metadata.Values[entry.Value])}"));
        return string.Join(
            '|',
            [
                Encoding.UTF8.GetString(columns.ClickIds[row]), Number(columns.Times[row]), Number(columns.Received[row]), .. texts,
                columns.IsBot[row] switch { -1 => "-", 0 => "false", _ => "true" }, Number(columns.Quantities[row]),
                Number(columns.Prices[row], FactColumns.PriceScale), metadata.Length == 0 ? "-" : metadata,
            ]);
    }

    private static List<string> ReadWithDuckDb(string path)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            select concat_ws(
                '|', click_id, epoch_us(event_timestamp), coalesce(epoch_us(received_timestamp)::varchar, '-'),
                {string.Join(',', Texts.Select(text => $"coalesce({text}, '-')"))},
                coalesce(is_bot::varchar, '-'), coalesce(quantity::varchar, '-'), coalesce(price::varchar, '-'),
                coalesce(list_aggregate(list_transform(map_entries(metadata), e -> e.key || '=' || e.value), 'string_agg', ','), '-'))
            from read_parquet('{path}')
            """;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
