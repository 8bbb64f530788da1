using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Writing;

namespace Clickstream.Compactor.Parquet;

/// <summary>Makes the column chunks of a row group from the columns of an hour.</summary>
internal sealed class FactChunks(FactColumns columns, PageCompressor compressor)
{
    private readonly ChunkWriter _writer = new(compressor);
    private readonly TextChunks _texts = new();
    private readonly NumberChunks _numbers = new();

    /// <summary>The pages of the chunk that was made last.</summary>
    public ReadOnlyMemory<byte> Bytes => _writer.Bytes;

    /// <summary>Makes one chunk.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="offset">Where in the file it goes.</param>
    public ColumnChunk Make(LeafColumn column, Range rows, long offset)
    {
        _writer.Begin(column);
        return _writer.End(offset, Fill(column, rows));
    }

    private ChunkStatistics Fill(LeafColumn column, Range rows)
    {
        if (FactSchema.TextOf(column) is { } text)
        {
            return _texts.Put(columns[text], rows, column.IsRequired, _writer);
        }

        if (column == FactSchema.ClickIdLeaf)
        {
            return _texts.Put(columns.ClickIds, rows, _writer);
        }

        if (column.Path[0] == FactSchema.MetadataName)
        {
            return _texts.Put(columns.Metadata, rows, ofKeys: column == FactSchema.MetadataKeyLeaf, _writer);
        }

        if (column.Type == PhysicalType.Boolean)
        {
            return _numbers.PutFlags(columns.IsBot[rows], _writer);
        }

        return column.Path[0] switch
        {
            "event_timestamp" => _numbers.PutTimes(columns.Times[rows], isRequired: true, _writer),
            "received_timestamp" => _numbers.PutTimes(columns.Received[rows], isRequired: false, _writer),
            "quantity" => _numbers.Put(columns.Quantities[rows], _writer),
            "price" => _numbers.Put(columns.Prices[rows], _writer),
            var other => throw new InvalidOperationException($"Nobody knows how to write the column '{other}'."),
        };
    }
}
