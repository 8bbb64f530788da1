using System.Buffers.Binary;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Writing;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Parquet.Tables;

/// <summary>Writes the rows of a <see cref="TableBuffer"/> as one Parquet file; the same rows give the same bytes.</summary>
internal sealed class TableFileWriter : IDisposable
{
    private const int RowsPerGroup = FactFileWriter.DefaultRowsPerGroup;

    private readonly TableBuffer _rows;
    private readonly PageCompressor _compressor;
    private readonly ChunkWriter _writer;
    private readonly TextChunks _texts = new();
    private readonly NumberChunks _numbers = new();
    private readonly ByteSink _file = new(1 << 20);

    private TableFileWriter(TableBuffer rows, Codec codec)
    {
        _rows = rows;
        _compressor = new PageCompressor(codec);
        _writer = new ChunkWriter(_compressor);
    }

    /// <summary>Writes all rows.</summary>
    public static async Task WriteAsync(TableBuffer rows, Codec codec, System.IO.Stream output, CancellationToken cancellationToken)
    {
        using var writer = new TableFileWriter(rows, codec);
        await writer.WriteAsync(output, cancellationToken);
    }

    /// <summary>The columns of the file; those of a map are its keys and its values.</summary>
    public static IReadOnlyList<LeafColumn> LeavesOf(LakeTable table) => [.. table.Columns.SelectMany(LeavesOf)];

    /// <inheritdoc/>
    public void Dispose() => _compressor.Dispose();

    private static LeafColumn[] LeavesOf(LakeColumn column) => column.Type switch
    {
        LakeType.Text => [LeafColumn.Of(column.Name, PhysicalType.ByteArray, Annotation.Text, isRequired: false)],
        LakeType.Timestamp => [LeafColumn.Of(column.Name, PhysicalType.Int64, Annotation.TimestampMicros, isRequired: false)],
        LakeType.Boolean => [LeafColumn.Of(column.Name, PhysicalType.Boolean, Annotation.None, isRequired: false)],
        LakeType.Number => [LeafColumn.Of(column.Name, PhysicalType.Int64, Annotation.Number, isRequired: false)],
        LakeType.Money => [LeafColumn.Of(column.Name, PhysicalType.Int64, Annotation.Money, isRequired: false)],
        LakeType.NumberMap =>
        [
            new([column.Name, "key_value", "key"], PhysicalType.ByteArray, Annotation.Text, IsRequired: true, MapLevels.KeyPresent, 1),
            new([column.Name, "key_value", "value"], PhysicalType.Int64, Annotation.Number, IsRequired: false, MapLevels.ValuePresent, 1),
        ],
        _ => throw new NotSupportedException($"No table that is written here has a column of the type {column.Type}."),
    };

    private async Task WriteAsync(System.IO.Stream output, CancellationToken cancellationToken)
    {
        var leaves = LeavesOf(_rows.Table);
        var groups = new List<RowGroup>();
        var offset = 4L;
        _file.Put("PAR1"u8);
        for (var start = 0; start < _rows.Count; start += RowsPerGroup)
        {
            var rows = start..Math.Min(start + RowsPerGroup, _rows.Count);
            var chunks = new List<ColumnChunk>(leaves.Count);
            foreach (var column in _rows.Columns)
            {
                foreach (var leaf in LeavesOf(column.Column))
                {
                    _writer.Begin(leaf);
                    var chunk = _writer.End(offset, Fill(column, leaf, rows));
                    _file.Put(_writer.Bytes.Span);
                    offset += _writer.Bytes.Length;
                    chunks.Add(chunk);
                }
            }

            groups.Add(new RowGroup(chunks, rows.End.Value - rows.Start.Value));
            await FlushAsync(output, cancellationToken);
        }

        var footer = new ByteSink(64 * 1024);
        FileFooter.Put(leaves, groups, _rows.Count, _compressor.CodecNumber, footer);
        _file.Put(footer.Written);
        BinaryPrimitives.WriteInt32LittleEndian(_file.Reserve(sizeof(int)), footer.Length);
        _file.Commit(sizeof(int));
        _file.Put("PAR1"u8);
        await FlushAsync(output, cancellationToken);
    }

    private async Task FlushAsync(System.IO.Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(_file.WrittenMemory, cancellationToken);
        _file.Clear();
    }

    private ChunkStatistics Fill(TableColumn column, LeafColumn leaf, Range rows)
    {
        switch (column.Column.Type)
        {
            case LakeType.Text:
                return _texts.Put(column.Texts, rows, isRequired: false, _writer);
            case LakeType.Timestamp:
                return _numbers.PutTimes(column.Numbers[rows], isRequired: false, _writer);
            case LakeType.Boolean:
                var flags = new sbyte[rows.End.Value - rows.Start.Value];
                for (var i = 0; i < flags.Length; i++)
                {
                    flags[i] = column.Numbers[rows.Start.Value + i] is var flag && flag == FactColumns.Absent ? (sbyte)-1 : (sbyte)flag;
                }

                return _numbers.PutFlags(flags, _writer);
            case LakeType.NumberMap:
                return FillMap(column, leaf, rows);
            default:
                return _numbers.Put(new NumberSpan(column.Numbers[rows]), _writer);
        }
    }

    // A row without entries is a null map, as in fact_clicks.
    private ChunkStatistics FillMap(TableColumn column, LeafColumn leaf, Range rows)
    {
        var ofKeys = leaf.IsRequired;
        var (levels, repetitions, values) = (new List<int>(), new List<int>(), new ByteSink(64 * 1024));
        var absent = 0;
        for (var row = rows.Start.Value; row < rows.End.Value; row++)
        {
            var entries = column.EntriesOf(row);
            if (entries.Start.Value == entries.End.Value)
            {
                levels.Add(0);
                repetitions.Add(0);
                absent++;
            }

            for (var entry = entries.Start.Value; entry < entries.End.Value; entry++)
            {
                levels.Add(leaf.MaxDefinition);
                repetitions.Add(entry == entries.Start.Value ? 0 : 1);
                if (ofKeys)
                {
                    values.PutPlain(column.Keys[column.KeyOf(entry)]);
                }
                else
                {
                    values.PutPlain(column.Numbers[entry..(entry + 1)]);
                }
            }
        }

        _writer.PutValues(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(repetitions),
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(levels),
            levels.Count,
            values.Written,
            PageEncoding.Plain);
        return new ChunkStatistics(null, null, absent, null);
    }
}
