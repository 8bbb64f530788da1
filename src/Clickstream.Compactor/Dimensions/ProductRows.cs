using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Dimensions;

/// <summary>The products among the rows of a bucket: of each row that names one, and of each line of an order.</summary>
internal sealed class ProductRows : IDisposable
{
    private readonly FactColumns _columns;
    private readonly TextDictionary _ids = new(); // Of the rows and of the lines.
    private readonly int[] _codes; // By code of the column: the code in ids + 1; 0 if it was not met.
    private readonly OrderLines _orders;
    private readonly ProductKeys _keys;
    private ProductState[] _products;
    private bool[] _isUsed;

    private ProductRows(FactColumns columns)
    {
        _columns = columns;
        _orders = new OrderLines(columns);
        _keys = new ProductKeys(columns.Metadata.Keys);
        _codes = new int[columns[TextField.ProductId].Dictionary.Count];
        (_products, _isUsed) = (new ProductState[_codes.Length], new bool[_codes.Length]);
        var codes = columns[TextField.ProductId].Codes;
        var types = columns[TextField.EventType].Codes;
        for (var row = 0; row < columns.Count; row++)
        {
            if (codes[row] >= 0 || types[row] == columns.Purchase)
            {
                Add(row, codes[row], types[row] == columns.Purchase);
            }
        }
    }

    /// <summary>Sums up a bucket.</summary>
    public static ProductRows Of(FactColumns columns) => new(columns);

    public void Dispose() => _ids.Dispose();

    /// <summary>Writes the products as a section of a part, in order of id.</summary>
    public async ValueTask WriteAsync(PartWriter part, CancellationToken cancellationToken)
    {
        var codes = Enumerable.Range(0, _products.Length).Where(code => _isUsed[code] && !_ids[code].IsEmpty).ToArray();
        codes.AsSpan().Sort((left, right) => _ids[left].SequenceCompareTo(_ids[right]));
        foreach (var code in codes)
        {
            _products[code].Write(_ids[code], _columns.Metadata.Values, _columns[TextField.Currency].Dictionary, part.Entry);
            await part.EndEntryAsync(cancellationToken);
        }

        await part.EndSectionAsync(cancellationToken);
    }

    private void Add(int row, int code, bool isPurchase)
    {
        var time = _columns.Times[row];
        var lines = isPurchase ? _orders.ListedBy(row) : default;
        foreach (var line in lines)
        {
            if (!line.Product.IsEmpty)
            {
                ref var product = ref Of(_ids.Intern(line.Product.Span), time);
                Buy(ref product, row, line.Quantity, OrderLines.AmountOf(line.Price, line.Quantity));
                product.SetPrice(time, line.Price ?? FactColumns.Absent);
            }
        }

        if (code >= 0 && lines.IsEmpty)
        {
            ref var product = ref Of(CodeOf(code), time);
            Describe(ref product, row, time);
            product.SetPrice(time, _columns.Prices[row]);
            if (isPurchase)
            {
                var quantity = _columns.Quantities[row] == FactColumns.Absent ? 1 : _columns.Quantities[row];
                Buy(ref product, row, quantity, OrderLines.AmountOf(_columns.Prices[row] == FactColumns.Absent ? null : _columns.Prices[row], quantity));
            }
        }
    }

    private int CodeOf(int code)
    {
        if (_codes[code] == 0)
        {
            _codes[code] = _ids.Intern(_columns[TextField.ProductId].Dictionary[code]) + 1;
        }

        return _codes[code] - 1;
    }

    private ref ProductState Of(int code, long time)
    {
        if (code >= _products.Length)
        {
            Array.Resize(ref _products, Math.Max(code + 1, _products.Length * 2));
            Array.Resize(ref _isUsed, _products.Length);
        }

        if (!_isUsed[code])
        {
            (_isUsed[code], _products[code]) = (true, new ProductState());
        }

        _products[code].See(time);
        return ref _products[code];
    }

    private void Buy(ref ProductState product, int row, long quantity, long amount)
    {
        product.Purchases++;
        product.Units += quantity;
        product.Revenue += amount == FactColumns.Absent ? 0 : amount;
        product.Currency.Set(_columns.Times[row], _columns[TextField.Currency].Codes[row], _columns[TextField.Currency].Dictionary);
    }

    private void Describe(ref ProductState product, int row, long time)
    {
        var values = _columns.Metadata.Values;
        foreach (var (key, value) in _columns.Metadata[row])
        {
            switch (_keys.MeaningOf(key))
            {
                case ProductKeys.Name:
                    product.Name.Set(time, value, values);
                    break;
                case ProductKeys.Category:
                    product.Category.Set(time, value, values);
                    break;
                case ProductKeys.Brand:
                    product.Brand.Set(time, value, values);
                    break;
                default:
                    break;
            }
        }

        product.Currency.Set(time, _columns[TextField.Currency].Codes[row], _columns[TextField.Currency].Dictionary);
    }
}
