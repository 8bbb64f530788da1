using Clickstream.Compactor.Columns;
using Parquet;
using Parquet.Schema;

namespace Clickstream.Compactor.Parquet;

/// <summary>Writes rows of an hour as one Parquet file.</summary>
internal sealed class FactFileWriter
{
    /// <summary>
    /// Rows of a row group: a visitor's rows are found by reading a small part of the file, and the buffers of a chunk stay small.
    /// </summary>
    private const int RowsPerGroup = 128 * 1024;

    /// <summary>Rows of a file. A larger hour gets several, which are written by as many processors.</summary>
    public const int RowsPerFile = 4 * RowsPerGroup;

    /// <summary>With more distinct values than this share a dictionary costs more than it saves.</summary>
    private const double MaxDistinctShare = 0.5;

    private readonly FactColumns _columns;
    private readonly ParquetOptions _options;
    private readonly ChunkTexts _texts;
    private readonly int[] _levels;
    private readonly DateTime[] _times;

    private FactFileWriter(FactColumns columns, Codec codec)
    {
        var rows = Math.Min(columns.Count, RowsPerGroup);
        _columns = columns;
        _options = ParquetSettings.For(codec);
        _texts = new ChunkTexts(rows);
        _levels = new int[rows];
        _times = new DateTime[rows];
    }

    /// <summary>Writes rows in their order. Several files may be written of the same columns at the same time.</summary>
    public static async Task WriteAsync(
        FactColumns columns, Range rows, Codec codec, System.IO.Stream output, CancellationToken cancellationToken)
    {
        var file = new FactFileWriter(columns, codec);
        await using var writer = await ParquetWriter.CreateAsync(
            FactSchema.Schema, output, file._options, cancellationToken: cancellationToken);
        for (var start = rows.Start.Value; start < rows.End.Value; start += RowsPerGroup)
        {
            using var group = writer.CreateRowGroup();
            await file.WriteGroupAsync(group, start..Math.Min(start + RowsPerGroup, rows.End.Value), cancellationToken);
            group.CompleteValidate();
        }
    }

    private async Task WriteGroupAsync(ParquetRowGroupWriter group, Range rows, CancellationToken cancellationToken)
    {
        foreach (var field in FactSchema.Schema.DataFields)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FactSchema.Texts.FirstOrDefault(pair => pair.Value == field) is { Value: not null } text)
            {
                await WriteTextAsync(group, field, text.Key, rows, cancellationToken);
            }
            else if (field == FactSchema.ClickId)
            {
                GatherClickIds(rows);
                await group.WriteAllPartsAsync(field, _texts.ToMemory(), null, null, cancellationToken);
            }
            else if (field == FactSchema.EventTimestamp || field == FactSchema.ReceivedTimestamp)
            {
                await WriteTimesAsync(group, field, rows, cancellationToken);
            }
            else if (field != FactSchema.MetadataKey && field != FactSchema.MetadataValue)
            {
                await WriteNumbersAsync(group, field, rows, cancellationToken);
            }
        }

        await WriteMetadataAsync(group, rows, cancellationToken);
    }

    private async Task WriteTextAsync(
        ParquetRowGroupWriter group, DataField field, TextField text, Range rows, CancellationToken cancellationToken)
    {
        GatherTexts(_columns[text], rows);
        UseDictionary(field);
        var levels = field.IsNullable ? _levels.AsMemory(0, Length(rows)) : default(ReadOnlyMemory<int>?);
        await group.WriteAllPartsAsync(field, _texts.ToMemory(), levels, null, cancellationToken);
    }

    // The options are read when a chunk is written, so the hint can follow what is in the chunk.
    private void UseDictionary(DataField field) =>
        _options.ColumnEncodingHints[field.Path.ToString()] =
            _texts.Distinct <= _texts.Count * MaxDistinctShare ? EncodingHint.Dictionary : EncodingHint.Default;

    private void GatherTexts(TextColumn column, Range rows)
    {
        _texts.Begin(column.Dictionary.Count);
        var codes = column.Codes[rows];
        for (var i = 0; i < codes.Length; i++)
        {
            var code = codes[i];
            _levels[i] = code < 0 ? 0 : 1;
            if (code >= 0)
            {
                _texts.Add(column.Dictionary, code);
            }
        }
    }

    private void GatherClickIds(Range rows)
    {
        _texts.Begin(0);
        for (var row = rows.Start.Value; row < rows.End.Value; row++)
        {
            _texts.Add(_columns.ClickIds[row]);
        }
    }

    private static int Length(Range rows) => rows.End.Value - rows.Start.Value;

    private async Task WriteTimesAsync(ParquetRowGroupWriter group, DataField field, Range rows, CancellationToken cancellationToken)
    {
        var count = 0;
        var source = (field == FactSchema.EventTimestamp ? _columns.Times : _columns.Received)[rows];
        for (var i = 0; i < source.Length; i++)
        {
            var microseconds = source[i];
            _levels[i] = microseconds == FactColumns.Absent ? 0 : 1;
            if (microseconds != FactColumns.Absent)
            {
                _times[count++] = new DateTime(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
            }
        }

        var levels = field.IsNullable ? _levels.AsMemory(0, Length(rows)) : default(ReadOnlyMemory<int>?);
        await group.WriteAllPartsAsync<DateTime>(field, _times.AsMemory(0, count), levels, null, cancellationToken);
    }

    private async Task WriteNumbersAsync(ParquetRowGroupWriter group, DataField field, Range rows, CancellationToken cancellationToken)
    {
        if (field == FactSchema.IsBot)
        {
            await WriteAsync<bool>(group, field, rows, row => _columns.IsBot[row] < 0 ? null : _columns.IsBot[row] == 1, cancellationToken);
        }
        else if (field == FactSchema.Quantity)
        {
            await WriteAsync<long>(
                group, field, rows, row => _columns.Quantities[row] is var value and not FactColumns.Absent
                    ? value
                    : null, cancellationToken);
        }
        else
        {
            await WriteAsync<decimal>(
                group,
                field,
                rows,
                row => _columns.Prices[row] is var value and not FactColumns.Absent ? (decimal)value / FactColumns.PriceScale : null,
                cancellationToken);
        }
    }

    private async Task WriteAsync<T>(
        ParquetRowGroupWriter group, DataField field, Range rows, Func<int, T?> value, CancellationToken cancellationToken)
        where T : struct
    {
        var values = new T[Length(rows)];
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var found = value(rows.Start.Value + i);
            _levels[i] = found is null ? 0 : 1;
            if (found is not null)
            {
                values[count++] = found.Value;
            }
        }

        await group.WriteAllPartsAsync<T>(field, values.AsMemory(0, count), _levels.AsMemory(0, Length(rows)), null, cancellationToken);
    }

    private async Task WriteMetadataAsync(ParquetRowGroupWriter group, Range rows, CancellationToken cancellationToken)
    {
        var levels = MapLevels.Of(_columns.Metadata, rows);
        _texts.Begin(_columns.Metadata.Keys.Count);
        for (var row = rows.Start.Value; row < rows.End.Value; row++)
        {
            foreach (var (key, _) in _columns.Metadata[row])
            {
                _texts.Add(_columns.Metadata.Keys, key);
            }
        }

        UseDictionary(FactSchema.MetadataKey);
        await group.WriteAllPartsAsync(FactSchema.MetadataKey, _texts.ToMemory(), levels.Keys, levels.Repetitions, cancellationToken);
        _texts.Begin(_columns.Metadata.Values.Count);
        for (var row = rows.Start.Value; row < rows.End.Value; row++)
        {
            foreach (var (_, value) in _columns.Metadata[row])
            {
                _texts.Add(_columns.Metadata.Values, value);
            }
        }

        UseDictionary(FactSchema.MetadataValue);
        await group.WriteAllPartsAsync(FactSchema.MetadataValue, _texts.ToMemory(), levels.Values, levels.Repetitions, cancellationToken);
    }
}
