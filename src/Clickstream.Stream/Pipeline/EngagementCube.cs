using System.Runtime.InteropServices;
using Clickstream.Core.Engagement;
using Clickstream.Core.Events;

namespace Clickstream.Stream.Pipeline;

/// <summary>
/// Events and revenue of a minute by type, device and country. Distinct values are bounded: what comes beyond the limits counts as "other",
/// so that an input full of invented countries costs no memory.
/// </summary>
internal sealed class EngagementCube
{
    private const int MaxTypes = 100;
    private const int MaxDevices = 30;
    private const int MaxCountries = 255; // There are 249 in ISO 3166-1.
    private const int MaxCurrencies = 200;
    private const int MaxCells = 5_000;

    private readonly NameTable _types;
    private readonly NameTable _devices;
    private readonly NameTable _countries;
    private readonly NameTable _currencies;
    private readonly Dictionary<int, long> _events = [];
    private readonly SortedDictionary<(int Cell, int Currency), decimal> _revenue = [];

    public EngagementCube()
        : this(Names(MaxTypes), Names(MaxDevices), Names(MaxCountries), Names(MaxCurrencies))
    {
    }

    private EngagementCube(NameTable types, NameTable devices, NameTable countries, NameTable currencies) =>
        (_types, _devices, _countries, _currencies) = (types, devices, countries, currencies);

    /// <summary>Counts an event.</summary>
    public void Add(EventBatch batch, in EventRow row)
    {
        var type = _types.IndexOf(batch.Text(row.EventType), "unknown"u8);
        var device = _devices.IndexOf(batch.Text(row.DeviceType), "unknown"u8);
        var country = _countries.IndexOf(batch.Text(row.Country), "unknown"u8);
        var cell = (type << 16) | (device << 8) | country;
        if (_events.Count >= MaxCells && !_events.ContainsKey(cell))
        {
            cell = 0;
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_events, cell, out _)++;
        if (row.IsPurchase)
        {
            var key = (cell, _currencies.IndexOf(batch.Text(row.Currency), ReadOnlySpan<byte>.Empty));
            _revenue[key] = _revenue.GetValueOrDefault(key) + row.Amount;
        }
    }

    /// <summary>The cells, in a fixed order.</summary>
    public IReadOnlyList<EngagementCell> ToCells()
    {
        var revenue = _revenue.ToLookup(
            pair => pair.Key.Cell,
            pair => KeyValuePair.Create(_currencies.Names[pair.Key.Currency], pair.Value));
        var cells = new EngagementCell[_events.Count];
        var next = 0;
        foreach (var (cell, events) in _events)
        {
            cells[next++] = new EngagementCell(
                _types.Names[cell >> 16],
                _devices.Names[(cell >> 8) & 0xFF],
                _countries.Names[cell & 0xFF],
                events,
                revenue.Contains(cell) ? new Dictionary<string, decimal>(revenue[cell]) : EngagementCell.NoRevenue);
        }

        Array.Sort(cells, static (a, b) =>
        {
            var byType = string.CompareOrdinal(a.Type, b.Type);
            var byDevice = byType != 0 ? byType : string.CompareOrdinal(a.Device, b.Device);
            return byDevice != 0 ? byDevice : string.CompareOrdinal(a.Country, b.Country);
        });
        return cells;
    }

    public void Save(BinaryWriter writer)
    {
        _types.Save(writer);
        _devices.Save(writer);
        _countries.Save(writer);
        _currencies.Save(writer);
        writer.Write(_events.Count);
        foreach (var (cell, events) in _events)
        {
            writer.Write(cell);
            writer.Write(events);
        }

        writer.Write(_revenue.Count);
        foreach (var ((cell, currency), amount) in _revenue)
        {
            writer.Write(cell);
            writer.Write((byte)currency);
            writer.Write(amount);
        }
    }

    public static EngagementCube Load(BinaryReader reader)
    {
        var cube = new EngagementCube(Load(MaxTypes), Load(MaxDevices), Load(MaxCountries), Load(MaxCurrencies));
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            cube._events.Add(reader.ReadInt32(), reader.ReadInt64());
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            cube._revenue.Add((reader.ReadInt32(), reader.ReadByte()), reader.ReadDecimal());
        }

        return cube;

        NameTable Load(int limit) => NameTable.Load(reader, limit, EngagementCell.Other);
    }

    private static NameTable Names(int limit) => new(limit, EngagementCell.Other);
}
