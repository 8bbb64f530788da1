using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>A lake in memory: what the worker would write, and what readers see.</summary>
internal sealed class TestLake
{
    public static readonly Hour FirstHour = new(17_000 * 24);

    public TestLake()
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
        Store = new MemoryObjectStore(Time);
    }

    public FakeTimeProvider Time { get; }

    public MemoryObjectStore Store { get; }

    /// <summary>Compacts once.</summary>
    public Task<CompactResult> CompactAsync(CompactOptions? options = null, IObjectStore? store = null) =>
        new Compactor(store ?? Store, Time).CompactAsync(options ?? new CompactOptions { Parallelism = 2 }, null, CancellationToken.None);

    /// <summary>Puts the micro-batches of a flush: one for each hour, of the inputs of one shard in a range of records.</summary>
    public IReadOnlyList<string> Flush(IEnumerable<TestInput> inputs, string shard, long first, long last)
    {
        var keys = new List<string>();
        var flushed = inputs.Where(input => input.Shard == shard && input.Sequence >= first && input.Sequence <= last);
        foreach (var hour in flushed.GroupBy(input => input.Hour))
        {
            var key = LakeLayout.MicroBatch(LakeLayout.Landing, hour.Key, new ShardId(shard), Sequence(first), Sequence(last));
            Store[key.Value] = ToBatch(hour);
            keys.Add(key.Value);
        }

        return keys;
    }

    public static SequenceNumber Sequence(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A micro-batch as the worker writes it.</summary>
    public static byte[] ToBatch(IEnumerable<TestInput> inputs)
    {
        var lines = new ArrayBufferWriter<byte>();
        var (decoder, batch, writer) = (new EventDecoder(DecoderOptions.Default), new EventBatch(), new EventLineWriter());
        foreach (var input in inputs)
        {
            batch.Clear();
            Assert.Equal(RejectionReason.None, decoder.Decode(input.ToJson(), batch));
            batch.RowAt(0).Position = new EventPosition(Sequence(input.Sequence), input.Sub, 0);
            writer.Write(batch, batch.Rows[0], new ShardId(input.Shard), lines);
        }

        return Compress(lines.WrittenSpan);
    }

    public static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }

    public HourManifest Manifest(Hour hour)
    {
        var key = LakeLayout.Manifest(LakeLayout.FactClicks, hour);
        return ManifestJson.ReadHour(key, Store[key.Value]);
    }

    /// <summary>The published rows of an hour, as text, in the order of the file.</summary>
    public async Task<IReadOnlyList<string>> ReadRowsAsync(Hour hour)
    {
        var columns = new FactColumns();
        foreach (var file in Manifest(hour).Files)
        {
            using var content = new MemoryStream(Store[file.Key], writable: false);
            await FactFileReader.ReadAsync(content, columns, CancellationToken.None);
        }

        return [.. Enumerable.Range(0, columns.Count).Select(row => ToText(columns, row))];
    }

    private static string ToText(FactColumns columns, int row)
    {
        string Text(TextField field) => Encoding.UTF8.GetString(columns[field].Text(row));
        var texts = string.Join('|', Text(TextField.UserId), Text(TextField.PageUrl), Text(TextField.Country), Text(TextField.DeviceType), Text(TextField.OrderId), Text(TextField.Currency));
        var quantity = columns.Quantities[row] == FactColumns.Absent ? string.Empty : columns.Quantities[row].ToString(
            CultureInfo.InvariantCulture);
        var price = columns.Prices[row] == FactColumns.Absent
            ? string.Empty
            : ((decimal)columns.Prices[row] / FactColumns.PriceScale).ToString("0.####", CultureInfo.InvariantCulture);
        var metadata = new List<string>();
        foreach (var (key, value) in columns.Metadata[row])
        {
            metadata.Add(
                $"{Encoding.UTF8.GetString(columns.Metadata.Keys[key])}={Encoding.UTF8.GetString(columns.Metadata.Values[value])}");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Encoding.UTF8.GetString(columns.ClickIds[row])}|{Text(TextField.EventType)}|{columns.Times[row]}|{texts}|{quantity}|{price}|{string.Join(',', metadata.Order(StringComparer.Ordinal))}");
    }
}
