using System.Buffers;
using System.Text;
using Clickstream.Compactor.Columns;
using Clickstream.Core.Objects;
using Parquet;
using Parquet.Schema;

namespace Clickstream.Compactor.Parquet;

/// <summary>
/// Reads a Parquet file of <c>fact_clicks</c> back into columns. It may be by another writer than ours: what we require may be optional in it, times may be
/// INT96 or in milliseconds, money may be bytes, and the entries of the map may have another name.
/// </summary>
internal sealed class FactFileReader
{
    private readonly ParquetRowGroupReader _group;
    private readonly Dictionary<string, DataField> _fields;
    private readonly int _rows;
    private byte[] _utf8 = new byte[4096];

    private FactFileReader(ParquetReader file, ParquetRowGroupReader group)
    {
        _group = group;
        _fields = file.Schema.DataFields.ToDictionary(NameOf);
        _rows = checked((int)group.RowCount);
    }

    /// <summary>Rows of the row group.</summary>
    public int Rows => _rows;

    /// <summary>Adds all rows of a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds a click id twice.</exception>
    public static Task ReadAsync(System.IO.Stream content, FactColumns columns, CancellationToken cancellationToken) =>
        ForEachGroupAsync(content, group => group.ReadGroupAsync(columns, cancellationToken), cancellationToken);

    /// <summary>Looks at a file, row group by row group.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static async Task ForEachGroupAsync(System.IO.Stream content, Func<FactFileReader, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await ParquetReader.CreateAsync(content, cancellationToken: cancellationToken);
            foreach (var group in file.RowGroups)
            {
                await look(new FactFileReader(file, group));
            }
        }
        catch (Exception exception) when (
            exception is not (InvalidDataException or ObjectStoreException or OperationCanceledException or OutOfMemoryException))
        {
            // On a damaged file the library fails in whatever way the bytes make it fail.
            throw new InvalidDataException($"The Parquet file is damaged: {exception.Message}", exception);
        }
    }

    private async Task ReadGroupAsync(FactColumns columns, CancellationToken cancellationToken)
    {
        var first = columns.Count;
        columns.EnsureCapacity(first + _rows);
        await AddRowsAsync(columns, cancellationToken);
        foreach (var (text, field) in FactSchema.Texts)
        {
            var column = columns[text];
            await ReadTextAsync(field, (row, isPresent, value) => column.Set(first + row, isPresent, value), cancellationToken);
        }

        await ReadMetadataAsync(columns, first, cancellationToken);
    }

    private async Task AddRowsAsync(FactColumns columns, CancellationToken cancellationToken)
    {
        var times = await ReadAsync<DateTime>(FactSchema.EventTimestamp, cancellationToken);
        var received = await ReadAsync<DateTime>(FactSchema.ReceivedTimestamp, cancellationToken);
        var quantities = await ReadAsync<long>(FactSchema.Quantity, cancellationToken);
        var prices = await ReadAsync<decimal>(FactSchema.Price, cancellationToken);
        var isBot = await ReadAsync<bool>(FactSchema.IsBot, cancellationToken);
        await ReadTextAsync(
            FactSchema.ClickId,
            (row, isPresent, clickId) =>
            {
                if (!isPresent)
                {
                    throw new InvalidDataException("A row has no click id.");
                }

                var values = new FactValues(
                    Microseconds(times[row]) ?? throw new InvalidDataException("A row has no event time."),
                    Microseconds(received[row]) ?? FactColumns.Absent,
                    quantities[row] ?? FactColumns.Absent,
                    prices[row] is { } price ? decimal.ToInt64(price * FactColumns.PriceScale) : FactColumns.Absent,
                    isBot[row] is { } flag ? (sbyte)(flag ? 1 : 0) : (sbyte)-1);
                if (!columns.Add(Core.Decoding.ClickId.KeyOf(clickId), values, clickId))
                {
                    throw new InvalidDataException($"The click id '{Encoding.UTF8.GetString(clickId)}' is in the file twice.");
                }
            },
            cancellationToken);
    }

    // A map has a level in between, which writers call by different names.
    private static string NameOf(DataField field) =>
        field.Path.Length > 1 ? $"{field.Path.FirstPart}.{field.Name}" : field.Name;

    private DataField Stored(DataField field) =>
        _fields.TryGetValue(NameOf(field), out var stored) ? stored : throw new InvalidDataException($"It has no column {NameOf(field)}.");

    private static long? Microseconds(DateTime? time) =>
        time is { } value ? (value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : null;

    /// <summary>A column of numbers, or of times.</summary>
    public async Task<T?[]> ReadAsync<T>(DataField field, CancellationToken cancellationToken)
        where T : struct
    {
        var stored = Stored(field);
        var values = new T[_rows];
        var levels = new int[_rows];
        await _group.ReadRawAsync(
            stored, values.AsMemory(), stored.MaxDefinitionLevel > 0 ? levels.AsMemory() : default(Memory<int>?), null, cancellationToken);
        var rows = new T?[_rows];
        var at = 0;
        for (var row = 0; row < _rows; row++)
        {
            rows[row] = levels[row] == stored.MaxDefinitionLevel ? values[at++] : null;
        }

        return rows;
    }

    /// <summary>A column of texts.</summary>
    public async Task ReadTextAsync(DataField field, TextRow set, CancellationToken cancellationToken)
    {
        var stored = Stored(field);
        var values = ArrayPool<ReadOnlyMemory<char>>.Shared.Rent(_rows);
        var levels = new int[_rows];
        await _group.ReadRawAsync(
            stored, values.AsMemory(0, _rows), stored.MaxDefinitionLevel > 0
                ? levels.AsMemory()
                : default(Memory<int>?), null, cancellationToken);
        var at = 0;
        for (var row = 0; row < _rows; row++)
        {
            var isPresent = levels[row] == stored.MaxDefinitionLevel;
            set(row, isPresent, isPresent ? Utf8(values[at++]) : default);
        }

        ArrayPool<ReadOnlyMemory<char>>.Shared.Return(values, clearArray: true);
    }

    private async Task ReadMetadataAsync(FactColumns columns, int first, CancellationToken cancellationToken)
    {
        var (keyLevel, valueLevel) = (Stored(FactSchema.MetadataKey).MaxDefinitionLevel, Stored(FactSchema.MetadataValue).MaxDefinitionLevel);
        var (keys, repetitions, keyLevels) = await ReadEntriesAsync(FactSchema.MetadataKey, cancellationToken);
        var (values, _, valueLevels) = await ReadEntriesAsync(FactSchema.MetadataValue, cancellationToken);
        var (row, key, value) = (first - 1, 0, 0);
        for (var i = 0; i < repetitions.Length; i++)
        {
            if (repetitions[i] == 0)
            {
                columns.Metadata.Begin(++row);
            }

            if (keyLevels[i] == keyLevel)
            {
                var name = Utf8(keys[key++]).ToArray();
                columns.Metadata.Add(row, name, valueLevels[i] == valueLevel ? Utf8(values[value++]) : default);
            }
        }

        if (row != columns.Count - 1)
        {
            throw new InvalidDataException("The metadata has another number of rows than the other columns.");
        }
    }

    private async Task<(ReadOnlyMemory<char>[] Values, int[] Repetitions, int[] Levels)> ReadEntriesAsync(
        DataField field, CancellationToken cancellationToken)
    {
        var stored = Stored(field);
        var count = checked((int)(_group.GetMetadata(stored)?.MetaData?.NumValues ?? 0));
        var values = new ReadOnlyMemory<char>[count];
        var (levels, repetitions) = (new int[count], new int[count]);
        await _group.ReadRawAsync(stored, values.AsMemory(), levels.AsMemory(), repetitions.AsMemory(), cancellationToken);
        return (values, repetitions, levels);
    }

    private ReadOnlySpan<byte> Utf8(ReadOnlyMemory<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_utf8.Length < most)
        {
            _utf8 = new byte[most];
        }

        return _utf8.AsSpan(0, Encoding.UTF8.GetBytes(text.Span, _utf8));
    }

    /// <summary>Takes the text of a row.</summary>
    public delegate void TextRow(int row, bool isPresent, ReadOnlySpan<byte> text);
}
