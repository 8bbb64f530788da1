using System.Runtime.InteropServices;

namespace Clickstream.Stream.Live.View;

/// <summary>What the cells of some partials add up to.</summary>
internal sealed class CellSums
{
    private readonly Dictionary<int, long> _types = [];
    private readonly Dictionary<int, long> _devices = [];
    private readonly Dictionary<int, long> _countries = [];
    private readonly Dictionary<int, decimal> _revenue = [];

    public long Events { get; private set; }

    public long Purchases { get; private set; }

    /// <summary>Events by number of their type.</summary>
    public IReadOnlyDictionary<int, long> Types => _types;

    public IReadOnlyDictionary<int, long> Devices => _devices;

    public IReadOnlyDictionary<int, long> Countries => _countries;

    /// <summary>Revenue by number of the currency.</summary>
    public IReadOnlyDictionary<int, decimal> Revenue => _revenue;

    /// <summary>Whether events are counted by type, device and country too.</summary>
    public bool IsBrokenDown { get; init; }

    public void Add(int type, int device, int country, long events)
    {
        Events += events;
        Purchases += type == NameCodes.Purchase ? events : 0;
        if (IsBrokenDown)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_types, type, out _) += events;
            CollectionsMarshal.GetValueRefOrAddDefault(_devices, device, out _) += events;
            CollectionsMarshal.GetValueRefOrAddDefault(_countries, country, out _) += events;
        }
    }

    public void AddRevenue(int currency, decimal amount) => CollectionsMarshal.GetValueRefOrAddDefault(_revenue, currency, out _) += amount;

    public void Clear()
    {
        (Events, Purchases) = (0, 0);
        _revenue.Clear();
        _types.Clear();
        _devices.Clear();
        _countries.Clear();
    }
}
