using System.Buffers.Binary;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet.Writing;

namespace Clickstream.Compactor.Parquet;

/// <summary>
/// Writes rows of an hour as one Parquet file. What is a code of a dictionary in the columns stays one in the file. Row groups are made side by
/// side where processors are free, and written in order.
/// </summary>
internal sealed class FactFileWriter : IDisposable
{
    /// <summary>
    /// Rows of a row group: a visitor's rows are found by reading a small part of the file, and the buffers of a chunk stay small.
    /// </summary>
    public const int DefaultRowsPerGroup = 128 * 1024;

    private readonly Processors _processors;
    private readonly Func<GroupEncoder> _newEncoder;
    private readonly List<GroupEncoder> _encoders = [];
    private readonly Stack<GroupEncoder> _idle = [];
    private readonly Queue<Task<(GroupEncoder Encoder, RowGroup Group)>> _making = [];
    private readonly List<RowGroup> _groups = [];
    private readonly System.IO.Stream _output;
    private long _offset;

    private FactFileWriter(Func<GroupEncoder> newEncoder, System.IO.Stream output, Processors processors)
    {
        _newEncoder = newEncoder;
        _output = output;
        _processors = processors;
    }

    /// <summary>Writes rows in their order. Several files may be written of the same columns at the same time.</summary>
    public static Task WriteAsync(
        FactColumns columns, Range rows, Codec codec, System.IO.Stream output, Processors processors, CancellationToken cancellationToken) =>
        WriteAsync(columns, rows, codec, DefaultRowsPerGroup, output, processors, cancellationToken);

    /// <summary>The same, with row groups of another size.</summary>
    public static async Task WriteAsync(
        FactColumns columns,
        Range rows,
        Codec codec,
        int rowsPerGroup,
        System.IO.Stream output,
        Processors processors,
        CancellationToken cancellationToken)
    {
        using var file = new FactFileWriter(() => new GroupEncoder(columns, codec), output, processors);
        await file.WriteAsync(rows, rowsPerGroup, PageCompressor.NumberOf(codec), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var encoder in _encoders)
        {
            encoder.Dispose();
        }
    }

    private async Task WriteAsync(Range rows, int rowsPerGroup, int codec, CancellationToken cancellationToken)
    {
        await WriteAsync("PAR1"u8.ToArray(), cancellationToken);
        try
        {
            for (var start = rows.Start.Value; start < rows.End.Value; start += rowsPerGroup)
            {
                _making.Enqueue(MakeAsync(start..Math.Min(start + rowsPerGroup, rows.End.Value), cancellationToken));
                if (_making.Count == _processors.Count)
                {
                    await WriteGroupAsync(cancellationToken);
                }
            }

            while (_making.Count > 0)
            {
                await WriteGroupAsync(cancellationToken);
            }
        }
        finally
        {
            // After a failure groups may still be made: nobody may release the rows, nor what encodes them, before they are.
            await Task.WhenAll(_making);
        }

        var footer = new ByteSink(64 * 1024);
        FileFooter.Put(FactSchema.Leaves, _groups, rows.End.Value - rows.Start.Value, codec, footer);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        footer.Put(length);
        footer.Put("PAR1"u8);
        await WriteAsync(footer.WrittenMemory, cancellationToken);
    }

    private Task<(GroupEncoder Encoder, RowGroup Group)> MakeAsync(Range rows, CancellationToken cancellationToken)
    {
        if (!_idle.TryPop(out var encoder))
        {
            _encoders.Add(encoder = _newEncoder());
        }

        return _processors.BesideAsync(() => Task.FromResult((encoder, encoder.Make(rows, cancellationToken))), cancellationToken);
    }

    private async Task WriteGroupAsync(CancellationToken cancellationToken)
    {
        var (encoder, group) = await _making.Dequeue();
        _groups.Add(group with { Chunks = [.. group.Chunks.Select(chunk => chunk with { Offset = _offset + chunk.Offset })] });
        await WriteAsync(encoder.Bytes, cancellationToken);
        _idle.Push(encoder);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _output.WriteAsync(bytes, cancellationToken);
        _offset += bytes.Length;
    }
}
