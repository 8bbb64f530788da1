using System.Globalization;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet.Tables;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Writes the tables of the dimensions, in files of bounded size.</summary>
internal sealed class TableSink(VersionFolder folder, Codec codec, int rowsPerFile) : IDimensionSink, IDisposable
{
    private readonly TableBuffer _users = new(LakeTable.DimUsers);
    private readonly TableBuffer _history = new(LakeTable.DimUsersHistory);
    private readonly TableBuffer _products = new(LakeTable.DimProducts);
    private readonly HistoryRows _historyRows = new();
    private readonly Dictionary<string, List<DataFile>> _files = LakeTable.All.Where(table => table.Root is LakeLayout.DimUsers or LakeLayout.DimUsersHistory
        or LakeLayout.DimProducts).ToDictionary(table => table.Name, _ => new List<DataFile>());

    /// <summary>The files of each table.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DataFile>> Files => _files.ToDictionary(table => table.Key, table => (IReadOnlyList<DataFile>)table.Value);

    public void Dispose()
    {
        _users.Dispose();
        _history.Dispose();
        _products.Dispose();
    }

    public async ValueTask TakeAsync(UserState user, CancellationToken cancellationToken)
    {
        AddUser(user);
        _historyRows.Add(user, _history);
        await FlushIfFullAsync(_users, cancellationToken);
        await FlushIfFullAsync(_history, cancellationToken);
    }

    public async ValueTask EndUsersAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(_users, cancellationToken);
        await FlushAsync(_history, cancellationToken);
    }

    public ValueTask TakeAsync(ReadOnlyMemory<byte> id, ProductState product, TextDictionary texts, CancellationToken cancellationToken)
    {
        var column = 0;
        _products.Set(column++, id.Span);
        SetText(column++, product.Name.Code, texts);
        SetText(column++, product.Category.Code, texts);
        SetText(column++, product.Brand.Code, texts);
        _products.Set(column++, product.Price);
        SetText(column++, product.Currency.Code, texts);
        _products.Set(column++, product.First);
        _products.Set(column++, product.Last);
        _products.Set(column++, product.Events);
        _products.Set(column++, product.Purchases);
        _products.Set(column++, product.Units);
        _products.Set(column, Money.ToColumn(product.Revenue));
        _products.EndRow();
        return FlushIfFullAsync(_products, cancellationToken);
    }

    public ValueTask EndProductsAsync(CancellationToken cancellationToken) => FlushAsync(_products, cancellationToken);

    private void SetText(int column, int code, TextDictionary texts)
    {
        if (code >= 0)
        {
            _products.Set(column, texts[code]);
        }
    }

    private void AddUser(UserState user)
    {
        var column = 0;
        _users.Set(column++, user.Id);
        _users.Set(column++, user.Countries.Last < 0 ? default : user.Texts[user.Countries.Last]);
        _users.Set(column++, user.SignupDates.Last < 0 ? default : user.Texts[user.SignupDates.Last]);
        foreach (var (code, events) in user.Devices.All.OrderBy(device => device.Code, Comparer<int>.Create(
            (left, right) => user.Texts[left].SequenceCompareTo(user.Texts[right]))))
        {
            _users.AddEntry(column, user.Texts[code], events);
        }

        column++;
        _users.Set(column++, user.First);
        _users.Set(column++, user.Last);
        _users.Set(column++, user.Events);
        _users.Set(column++, user.Orders);
        _users.Set(column, Money.ToColumn(user.Revenue));
        _users.EndRow();
    }

    private ValueTask FlushIfFullAsync(TableBuffer rows, CancellationToken cancellationToken) =>
        rows.Count >= rowsPerFile ? FlushAsync(rows, cancellationToken) : ValueTask.CompletedTask;

    private async ValueTask FlushAsync(TableBuffer rows, CancellationToken cancellationToken)
    {
        var files = _files[rows.Table.Name];
        if (rows.Count == 0 && files.Count > 0)
        {
            return;
        }

        // A table without rows has a file with its schema.
        var file = await folder.WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $"{rows.Table.Name}-{files.Count:D5}.parquet"),
            output => TableFileWriter.WriteAsync(rows, codec, output, cancellationToken),
            cancellationToken);
        files.Add(file with { Rows = rows.Count });
        rows.Clear();
    }
}
