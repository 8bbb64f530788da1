using System.Runtime.InteropServices;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Columns;

/// <summary>
/// The rows of one hour, column by column, one for each click id. Of several inputs with one click id the least stays,
/// by event time and then by content, so what stays does not depend on the order in which they come. Not safe for concurrent use.
/// </summary>
internal sealed class FactColumns : IDisposable
{
    /// <summary>Stands for an absent time, quantity or price.</summary>
    public const long Absent = long.MinValue;

    /// <summary>Units of the price column in one unit of money: four decimals.</summary>
    public const int PriceScale = 10_000;

    private const int MinCapacity = 1024;

    private ClickIndex? _index; // Null when the rows are in their final order.
    private readonly TextColumn[] _texts = [.. Enum.GetValues<TextField>().Select(_ => new TextColumn())];
    private readonly List<int> _kept = [];
    private readonly List<(int Source, int Known)> _again = [];
    private readonly ColumnScratch _scratch = new();
    private readonly ColumnMemory<long> _times = new();
    private readonly ColumnMemory<long> _received = new();
    private readonly NumberColumn _quantities = new();
    private readonly NumberColumn _prices = new();
    private readonly ColumnMemory<sbyte> _isBot = new(); // -1 absent, 0 false, 1 true.
    private int _capacity;

    /// <summary>Knows the names that are looked for, so that looking for them later changes nothing.</summary>
    public FactColumns()
    {
        _index = new ClickIndex(ClickIds);
        Purchase = this[TextField.EventType].Dictionary.Intern("purchase"u8);
        SignupKeys = (Metadata.Keys.Intern("signup_date"u8), Metadata.Keys.Intern("signupDate"u8));
        ItemsKey = Metadata.Keys.Intern("items"u8);
    }

    /// <summary>The code of the event type <c>purchase</c>.</summary>
    public int Purchase { get; }

    /// <summary>The code of the metadata key of the items of an order.</summary>
    public int ItemsKey { get; }

    /// <summary>The codes of the metadata keys of a user's sign-up date.</summary>
    public (int Name, int Alias) SignupKeys { get; }

    /// <summary>Rows, each with its own click id.</summary>
    public int Count { get; private set; }

    /// <summary>Event times, microseconds.</summary>
    public ReadOnlySpan<long> Times => _times.Slice(0, Count);

    /// <summary>Times of receipt, microseconds or <see cref="Absent"/>.</summary>
    public ReadOnlySpan<long> Received => _received.Slice(0, Count);

    /// <summary>Quantities, or <see cref="Absent"/>.</summary>
    public NumberSpan Quantities => _quantities.First(Count);

    /// <summary>Prices in <see cref="PriceScale"/>, or <see cref="Absent"/>.</summary>
    public NumberSpan Prices => _prices.First(Count);

    /// <summary>Bot flags: -1 absent, 0 false, 1 true.</summary>
    public ReadOnlySpan<sbyte> IsBot => _isBot.Slice(0, Count);

    /// <summary>Click ids.</summary>
    public TextList ClickIds { get; } = new();

    /// <summary>Fields without a column.</summary>
    public MetadataColumn Metadata { get; } = new();

    private ClickIndex Index => _index ?? throw new InvalidOperationException("The rows are in their final order; nothing can be added.");

    /// <summary>A text column.</summary>
    public TextColumn this[TextField field] => _texts[(int)field];

    /// <summary>Bytes of memory that the rows take.</summary>
    public long Bytes
    {
        get
        {
            var bytes = _times.BytesOf(Count) + _received.BytesOf(Count) + _quantities.BytesOf(Count) + _prices.BytesOf(Count) + _isBot.BytesOf(Count)
                + ClickIds.BytesOf(Count) + Metadata.BytesOf(Count) + (_index?.Bytes ?? 0);
            foreach (var column in _texts)
            {
                bytes += column.BytesOf(Count);
            }

            return bytes;
        }
    }

    /// <summary>Makes room for rows, so that filling does not have to copy.</summary>
    public void EnsureCapacity(int rows)
    {
        if (rows <= _capacity)
        {
            return;
        }

        _capacity = (int)Math.Min(Math.Max(Math.Max(rows, MinCapacity), _capacity * 5L / 4), Array.MaxLength);
        _times.EnsureCapacity(_capacity);
        _received.EnsureCapacity(_capacity);
        _quantities.EnsureCapacity(_capacity);
        _prices.EnsureCapacity(_capacity);
        _isBot.EnsureCapacity(_capacity);
        ClickIds.EnsureCapacity(_capacity);
        Metadata.EnsureCapacity(_capacity);
        foreach (var column in _texts)
        {
            column.EnsureCapacity(_capacity);
        }
    }

    /// <summary>Takes events in.</summary>
    /// <param name="batch">Holds them.</param>
    /// <param name="chosen">Which of them.</param>
    public void Add(EventBatch batch, ReadOnlySpan<int> chosen)
    {
        var first = Count;
        EnsureCapacity(first + chosen.Length + 1); // One more to try duplicates in.
        _kept.Clear();
        _again.Clear();
        AddIds(first, batch, chosen);
        Fill(first, batch, CollectionsMarshal.AsSpan(_kept));
        Count = first + _kept.Count;
        foreach (var (source, known) in _again)
        {
            if (batch.Rows[source].Time.Microseconds <= _times[known])
            {
                Try(batch, source, known);
            }
        }
    }

    /// <summary>Takes a row in whose columns a caller fills at <see cref="Count"/>, as when a version is read back.</summary>
    /// <returns>False if the click id is known.</returns>
    public bool Add(UInt128 clickKey, FactValues values, ReadOnlySpan<byte> clickId)
    {
        EnsureCapacity(Count + 1);
        if (!Index.TryAdd(clickKey, ClickIndex.Mix(clickKey), out _))
        {
            return false;
        }

        ClickIds.Set(Count, clickId);
        _times[Count] = values.Time;
        _received[Count] = values.Received;
        _quantities[Count] = values.Quantity;
        _prices[Count] = values.Price;
        _isBot[Count] = values.IsBot;
        return Grow();
    }

    /// <summary>The amount of a row: price times quantity.</summary>
    public decimal Amount(int row) => _prices[row] == Absent
        ? 0m
        : (decimal)_prices[row] / PriceScale * (_quantities[row] == Absent ? 1 : _quantities[row]);

    /// <summary>
    /// Puts the rows into another order, and drops those that it does not name, so that whoever goes through them reads memory from one end
    /// to the other. Nothing can be added afterwards.
    /// </summary>
    public void Reorder(ReadOnlySpan<int> rows)
    {
        _index?.Dispose();
        _index = null;
        using var scratch = new ColumnMemory<byte>();
        _capacity = Count = rows.Length;
        _times.Reorder(rows, scratch);
        _received.Reorder(rows, scratch);
        _quantities.Reorder(rows, scratch);
        _prices.Reorder(rows, scratch);
        _isBot.Reorder(rows, scratch);
        ClickIds.Reorder(rows, scratch);
        Metadata.Reorder(rows, scratch);
        foreach (var column in _texts)
        {
            column.Reorder(rows, scratch);
        }

        Metadata.Keys.Freeze();
        Metadata.Values.Freeze();
    }

    /// <summary>The fingerprint of the order of a row: of its order id, or of its click id if it names none.</summary>
    public UInt128 OrderKey(int row) =>
        ClickId.KeyOf(this[TextField.OrderId].Text(row) is { IsEmpty: false } order ? order : ClickIds[row]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _index?.Dispose();
        _times.Dispose();
        _received.Dispose();
        _quantities.Dispose();
        _prices.Dispose();
        _isBot.Dispose();
        ClickIds.Dispose();
        Metadata.Dispose();
        foreach (var column in _texts)
        {
            column.Dispose();
        }
    }

    // Sorts the events into new ones and those whose click id is known. Places are fetched for all before the first is looked at.
    private void AddIds(int first, EventBatch batch, ReadOnlySpan<int> chosen)
    {
        var index = Index;
        var rows = batch.Rows;
        _scratch.EnsureCapacity(chosen.Length);
        var mixed = _scratch.Hashes.AsSpan(0, chosen.Length);
        for (var i = 0; i < mixed.Length; i++)
        {
            var hash = ClickIndex.Mix(rows[chosen[i]].ClickKey);
            mixed[i] = hash;
            index.Prefetch(hash);
        }

        for (var i = 0; i < mixed.Length; i++)
        {
            ref readonly var row = ref rows[chosen[i]];
            if (index.TryAdd(row.ClickKey, (uint)mixed[i], out var known))
            {
                ClickIds.Set(first + _kept.Count, batch.Text(row.ClickId));
                _kept.Add(chosen[i]);
            }
            else
            {
                _again.Add((chosen[i], known));
            }
        }
    }

    private bool Grow()
    {
        Count++;
        return true;
    }

    // Behind the last row, where the next one overwrites it.
    private void Try(EventBatch batch, int source, int known)
    {
        ClickIds.Set(Count, batch.Text(batch.Rows[source].ClickId));
        Fill(Count, batch, [source]);
        if (Compare(Count, known) < 0)
        {
            Copy(Count, known);
        }
    }

    private void Fill(int first, EventBatch batch, ReadOnlySpan<int> kept)
    {
        var rows = batch.Rows;
        for (var i = 0; i < kept.Length; i++)
        {
            ref readonly var row = ref rows[kept[i]];
            var at = first + i;
            _times[at] = row.Time.Microseconds;
            _received[at] = row.Received?.Microseconds ?? Absent;
            _quantities[at] = row.Quantity ?? Absent;
            _prices[at] = row.Price is { } price ? decimal.ToInt64(price * PriceScale) : Absent;
            _isBot[at] = row.IsBot is { } isBot ? (sbyte)(isBot ? 1 : 0) : (sbyte)-1;
        }

        Metadata.SetAll(first, batch, kept, _scratch);
        var text = batch.Text(new TextSlice(0, batch.TextLength));
        _scratch.EnsureCapacity(kept.Length);
        for (var field = 0; field < _texts.Length; field++)
        {
            var slices = _scratch.Slices.AsSpan(0, kept.Length);
            EventTexts.Gather((TextField)field, rows, kept, slices);
            _texts[field].Dictionary.InternAll(text, slices, _scratch.Hashes, _scratch.Codes);
            _texts[field].SetAll(first, _scratch.Codes.AsSpan(0, kept.Length));
        }
    }

    private int Compare(int left, int right)
    {
        var order = _times[left].CompareTo(_times[right]);
        for (var i = 0; order == 0 && i < _texts.Length; i++)
        {
            order = _texts[i].Compare(left, right);
        }

        order = order != 0 ? order : _received[left].CompareTo(_received[right]);
        order = order != 0 ? order : _quantities[left].CompareTo(_quantities[right]);
        order = order != 0 ? order : _prices[left].CompareTo(_prices[right]);
        order = order != 0 ? order : _isBot[left].CompareTo(_isBot[right]);
        return order != 0 ? order : Metadata.Compare(left, right);
    }

    private void Copy(int from, int to)
    {
        _times[to] = _times[from];
        _received[to] = _received[from];
        _quantities[to] = _quantities[from];
        _prices[to] = _prices[from];
        _isBot[to] = _isBot[from];
        ClickIds.Copy(from, to);
        Metadata.Copy(from, to);
        foreach (var column in _texts)
        {
            column.Copy(from, to);
        }
    }
}
