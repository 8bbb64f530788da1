using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Clickstream.Compactor.Columns;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Buckets;

/// <summary>
/// Rows on disk: blocks of a count and a length, and then row by row the numbers and each text with its length. A block is read as the text of a
/// batch, and the rows of the batch point into it. The file lives no longer than its run, so it has neither version nor checksum.
/// </summary>
internal sealed class RunFile(string path, int rows, long bytes) : IDisposable
{
    private const int RowsPerBlock = 1024;
    private const int BlockBytes = 1 << 20; // A few large rows fill a block as many small ones do.
    private const int HeaderBytes = 2 * sizeof(int);
    private const int NumberBytes = (4 * sizeof(long)) + 1;
    private const int AbsentLength = -1;

    /// <summary>Rows in it.</summary>
    public int Rows => rows;

    /// <summary>Its size: about four times what the rows take in memory, where each text is there once.</summary>
    public long Bytes => bytes;

    /// <summary>Writes all rows of columns.</summary>
    public static RunFile Write(string path, FactColumns columns)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new ArrayBufferWriter<byte>(BlockBytes);
        var count = 0;
        for (var row = 0; row < columns.Count; row++)
        {
            if (count == 0)
            {
                block.ResetWrittenCount();
                block.GetSpan(HeaderBytes);
                block.Advance(HeaderBytes);
            }

            Write(columns, row, block);
            if (++count == RowsPerBlock || block.WrittenCount >= BlockBytes || row == columns.Count - 1)
            {
                // The header is filled when the length is known.
                var written = MemoryMarshal.AsMemory(block.WrittenMemory).Span;
                BinaryPrimitives.WriteInt32LittleEndian(written, count);
                BinaryPrimitives.WriteInt32LittleEndian(written[sizeof(int)..], written.Length - HeaderBytes);
                file.Write(written);
                count = 0;
            }
        }

        return new RunFile(path, columns.Count, file.Length);
    }

    /// <summary>Reads all rows, block by block.</summary>
    /// <param name="batch">Gets each block.</param>
    /// <param name="take">Is called after each block.</param>
    public void Read(EventBatch batch, Action<EventBatch> take)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 256 * 1024, FileOptions.SequentialScan);
        Span<byte> header = stackalloc byte[HeaderBytes];
        for (var left = rows; left > 0;)
        {
            file.ReadExactly(header);
            var (count, length) = (BinaryPrimitives.ReadInt32LittleEndian(header), BinaryPrimitives.ReadInt32LittleEndian(header[sizeof(int)..]));
            batch.Clear();
            file.ReadExactly(batch.ReserveText(length)[..length]);
            batch.CommitText(length);
            var at = 0;
            for (var row = 0; row < count; row++)
            {
                ReadRow(batch, ref at);
            }

            take(batch);
            left -= count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(path);

    private static void Write(FactColumns columns, int row, ArrayBufferWriter<byte> to)
    {
        var numbers = to.GetSpan(NumberBytes);
        BinaryPrimitives.WriteInt64LittleEndian(numbers, columns.Times[row]);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], columns.Received[row]);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], columns.Quantities[row]);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], columns.Prices[row]);
        numbers[32] = (byte)columns.IsBot[row];
        to.Advance(NumberBytes);
        Write(columns.ClickIds[row], isPresent: true, to);
        for (var field = TextField.EventType; field <= TextField.Currency; field++)
        {
            var code = columns[field].Codes[row];
            Write(code < 0 ? default : columns[field].Dictionary[code], code >= 0, to);
        }

        var entries = columns.Metadata[row];
        BinaryPrimitives.WriteInt32LittleEndian(to.GetSpan(sizeof(int)), entries.Length);
        to.Advance(sizeof(int));
        foreach (var (key, value) in entries)
        {
            Write(columns.Metadata.Keys[key], isPresent: true, to);
            Write(columns.Metadata.Values[value], isPresent: true, to);
        }
    }

    private static void Write(ReadOnlySpan<byte> text, bool isPresent, ArrayBufferWriter<byte> to)
    {
        var space = to.GetSpan(sizeof(int) + text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(space, isPresent ? text.Length : AbsentLength);
        text.CopyTo(space[sizeof(int)..]);
        to.Advance(sizeof(int) + text.Length);
    }

    private static void ReadRow(EventBatch batch, ref int at)
    {
        var numbers = batch.Text(new TextSlice(at, NumberBytes));
        var (time, received) = (BinaryPrimitives.ReadInt64LittleEndian(numbers), BinaryPrimitives.ReadInt64LittleEndian(numbers[8..]));
        var (quantity, price) = (BinaryPrimitives.ReadInt64LittleEndian(numbers[16..]), BinaryPrimitives.ReadInt64LittleEndian(numbers[24..]));
        var isBot = (sbyte)numbers[32];
        at += NumberBytes;
        var row = new EventRow
        {
            Time = new EventTime(time),
            Received = received == FactColumns.Absent ? null : new EventTime(received),
            Quantity = quantity == FactColumns.Absent ? null : quantity,
            Price = price == FactColumns.Absent ? null : (decimal)price / FactColumns.PriceScale,
            IsBot = isBot < 0 ? null : isBot == 1,
            ClickId = ReadText(batch, ref at),
            MetadataStart = batch.Metadata.Length,
        };
        row.ClickKey = ClickId.KeyOf(batch.Text(row.ClickId));
        for (var field = TextField.EventType; field <= TextField.Currency; field++)
        {
            RowCopy.Set(ref row, field, ReadText(batch, ref at));
        }

        row.IsPurchase = batch.Text(row.EventType).SequenceEqual("purchase"u8);
        row.MetadataCount = BinaryPrimitives.ReadInt32LittleEndian(batch.Text(new TextSlice(at, sizeof(int))));
        at += sizeof(int);
        for (var i = 0; i < row.MetadataCount; i++)
        {
            var key = ReadText(batch, ref at);
            batch.AddMetadata(new MetadataEntry(key, ReadText(batch, ref at)));
        }

        batch.Add(in row);
    }

    private static TextSlice ReadText(EventBatch batch, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(batch.Text(new TextSlice(at, sizeof(int))));
        at += sizeof(int);
        if (length == AbsentLength)
        {
            return TextSlice.Absent;
        }

        var text = new TextSlice(at, length);
        at += length;
        return text;
    }
}
