using System.Buffers.Binary;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet.Writing;

namespace Clickstream.Compactor.Parquet;

/// <summary>Writes rows of an hour as one Parquet file. What is a code of a dictionary in the columns stays one in the file.</summary>
internal sealed class FactFileWriter : IDisposable
{
    /// <summary>
    /// Rows of a row group: a visitor's rows are found by reading a small part of the file, and the buffers of a chunk stay small.
    /// </summary>
    public const int DefaultRowsPerGroup = 128 * 1024;

    /// <summary>Rows of a file. A larger hour gets several, which are written by as many processors.</summary>
    public const int RowsPerFile = 4 * DefaultRowsPerGroup;

    private readonly System.IO.Stream _output;
    private readonly CancellationToken _cancellationToken;
    private readonly PageCompressor _compressor;
    private readonly FactChunks _chunks;
    private readonly List<RowGroup> _groups = [];
    private long _offset;

    private FactFileWriter(FactColumns columns, Codec codec, System.IO.Stream output, CancellationToken cancellationToken)
    {
        _output = output;
        _cancellationToken = cancellationToken;
        _compressor = new PageCompressor(codec);
        _chunks = new FactChunks(columns, _compressor);
    }

    /// <summary>Rows of a row group of this file.</summary>
    private int RowsPerGroup { get; init; }

    /// <summary>Writes rows in their order. Several files may be written of the same columns at the same time.</summary>
    public static Task WriteAsync(
        FactColumns columns, Range rows, Codec codec, System.IO.Stream output, CancellationToken cancellationToken) =>
        WriteAsync(columns, rows, codec, DefaultRowsPerGroup, output, cancellationToken);

    /// <summary>The same, with row groups of another size.</summary>
    public static async Task WriteAsync(
        FactColumns columns, Range rows, Codec codec, int rowsPerGroup, System.IO.Stream output, CancellationToken cancellationToken)
    {
        using var file = new FactFileWriter(columns, codec, output, cancellationToken) { RowsPerGroup = rowsPerGroup };
        await file.WriteAsync(rows);
    }

    /// <inheritdoc/>
    public void Dispose() => _compressor.Dispose();

    private async Task WriteAsync(Range rows)
    {
        await WriteAsync("PAR1"u8.ToArray());
        for (var start = rows.Start.Value; start < rows.End.Value; start += RowsPerGroup)
        {
            await WriteGroupAsync(start..Math.Min(start + RowsPerGroup, rows.End.Value));
        }

        var footer = new ByteSink(64 * 1024);
        FileFooter.Put(FactSchema.Leaves, _groups, rows.End.Value - rows.Start.Value, _compressor.CodecNumber, footer);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        footer.Put(length);
        footer.Put("PAR1"u8);
        await WriteAsync(footer.WrittenMemory);
    }

    private async Task WriteGroupAsync(Range rows)
    {
        var chunks = new List<ColumnChunk>(FactSchema.Leaves.Count);
        foreach (var column in FactSchema.Leaves)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var chunk = _chunks.Make(column, rows, _offset);
            await WriteAsync(_chunks.Bytes);
            chunks.Add(chunk);
        }

        _groups.Add(new RowGroup(chunks, rows.End.Value - rows.Start.Value));
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _output.WriteAsync(bytes, _cancellationToken);
        _offset += bytes.Length;
    }
}
