using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Writing;

namespace Clickstream.Compactor.Parquet;

/// <summary>Makes the bytes of one row group after the other. Not safe for concurrent use; several may work on the same columns.</summary>
internal sealed class GroupEncoder : IDisposable
{
    private const int Initial = 4 << 20; // What a row group of the default size takes.

    private readonly ByteSink _bytes = new(Initial);
    private readonly PageCompressor _compressor;
    private readonly FactChunks _chunks;

    public GroupEncoder(FactColumns columns, Codec codec)
    {
        _compressor = new PageCompressor(codec);
        _chunks = new FactChunks(columns, _compressor);
    }

    /// <summary>The bytes of the group that was made last.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Makes a row group. The offsets of its chunks are from its beginning.</summary>
    public RowGroup Make(Range rows, CancellationToken cancellationToken)
    {
        _bytes.Clear();
        var chunks = new List<ColumnChunk>(FactSchema.Leaves.Count);
        foreach (var column in FactSchema.Leaves)
        {
            cancellationToken.ThrowIfCancellationRequested();
            chunks.Add(_chunks.Make(column, rows, _bytes.Length));
            _bytes.Put(_chunks.Bytes.Span);
        }

        return new RowGroup(chunks, rows.End.Value - rows.Start.Value);
    }

    /// <inheritdoc/>
    public void Dispose() => _compressor.Dispose();
}
