using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Parquet.Tables;

/// <summary>
/// Rows of a table in memory, column by column, in the schema that query engines are told. A value that is not set is absent. Not safe for concurrent use.
/// </summary>
internal sealed class TableBuffer : IDisposable
{
    private readonly TableColumn[] _columns;

    public TableBuffer(LakeTable table)
    {
        Table = table;
        _columns = [.. table.Columns.Select(column => new TableColumn(column))];
    }

    /// <summary>What the rows are of.</summary>
    public LakeTable Table { get; }

    /// <summary>Complete rows.</summary>
    public int Count { get; private set; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<TableColumn> Columns => _columns;

    /// <summary>The place of a column.</summary>
    public int IndexOf(string column) => Array.FindIndex(_columns, one => one.Column.Name == column);

    /// <summary>Sets a text of the row that is begun; an empty one is absent.</summary>
    public void Set(int column, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            _columns[column].SetText(Count, text);
        }
    }

    /// <summary>Sets a number, a time in microseconds, or money in ten-thousandths.</summary>
    public void Set(int column, long number) => _columns[column].SetNumber(Count, number);

    /// <summary>Sets a flag.</summary>
    public void Set(int column, bool flag) => _columns[column].SetNumber(Count, flag ? 1 : 0);

    /// <summary>Adds an entry to a map; keys come in order.</summary>
    public void AddEntry(int column, ReadOnlySpan<byte> key, long value) => _columns[column].AddEntry(Count, key, value);

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        foreach (var column in _columns)
        {
            column.EndRow(Count);
        }

        Count++;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Dispose();
            _columns[i] = new TableColumn(_columns[i].Column);
        }

        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_columns, column => column.Dispose());
}
