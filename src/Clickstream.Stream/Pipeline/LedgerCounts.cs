using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Stream.Shards;

namespace Clickstream.Stream.Pipeline;

/// <summary>What a shard has read since its beginning, in the making: the ledger, and the counters that are shown.</summary>
internal sealed class LedgerCounts
{
    private readonly SortedDictionary<Hour, HourTally> _hours = [];
    private readonly SortedDictionary<string, long> _producers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, decimal> _revenue = new(StringComparer.Ordinal);
    private Hour _currentHour;
    private HourTally? _current;
    private long _duplicates;
    private long _orders;
    private long _misplaced;

    /// <summary>A valid event that is landed.</summary>
    /// <param name="hour">Its hour.</param>
    /// <param name="flags">What it was found to be.</param>
    public void Land(Hour hour, InputFlags flags)
    {
        var tally = At(hour);
        tally.Landed++;
        tally.Late += (flags & InputFlags.Late) != 0 ? 1 : 0;
        _duplicates += (flags & InputFlags.Duplicate) != 0 ? 1 : 0;
        _orders += (flags & InputFlags.FirstOfOrder) != 0 ? 1 : 0;
    }

    /// <summary>The revenue of a landed purchase.</summary>
    public void AddRevenue(Hour hour, InputFlags flags, string currency, decimal amount)
    {
        Increase(At(hour).Revenue, currency, amount);
        if ((flags & InputFlags.Duplicate) == 0)
        {
            Increase(_revenue, currency, amount);
        }
    }

    /// <summary>A rejected input.</summary>
    public void Quarantine(Hour hour) => At(hour).Quarantined++;

    /// <summary>An input that was put again and is dropped.</summary>
    public void Redeliver(Hour hour) => At(hour).Redelivered++;

    /// <summary>The user records of a stray, which its producer puts again into the shards that they belong to.</summary>
    public void PassOver(long users) => _misplaced += users;

    /// <summary>Inputs by the producer that their origin names.</summary>
    public void AddProducer(string producer, long inputs) => _producers[producer] = _producers.GetValueOrDefault(producer) + inputs;

    /// <summary>What is shown.</summary>
    public ShardCounters ToCounters()
    {
        var (landed, quarantined) = (Sum(tally => tally.Landed), Sum(tally => tally.Quarantined));
        var (late, redelivered) = (Sum(tally => tally.Late), Sum(tally => tally.Redelivered));
        return new ShardCounters(
            new ShardCounts(landed + quarantined, landed, quarantined, late, _duplicates, redelivered, _misplaced),
            _orders,
            new SortedDictionary<string, decimal>(_revenue, StringComparer.Ordinal));
    }

    /// <summary>The ledger.</summary>
    public ShardLedger ToLedger(ShardId shard) => new()
    {
        Shard = shard,
        Hours = _hours.ToDictionary(pair => pair.Key.Path, pair => pair.Value.ToCounts()),
        Producers = new Dictionary<string, long>(_producers),
        Misplaced = _misplaced,
    };

    public void Save(BinaryWriter writer)
    {
        writer.Write(_duplicates);
        writer.Write(_orders);
        Save(writer, _revenue);
        writer.Write(_hours.Count);
        foreach (var (hour, tally) in _hours)
        {
            writer.Write(hour.Number);
            writer.Write(tally.Landed);
            writer.Write(tally.Quarantined);
            writer.Write(tally.Late);
            writer.Write(tally.Redelivered);
            Save(writer, tally.Revenue);
        }

        writer.Write(_producers.Count);
        foreach (var (producer, inputs) in _producers)
        {
            writer.Write(producer);
            writer.Write(inputs);
        }

        writer.Write(_misplaced);
    }

    public static LedgerCounts Load(BinaryReader reader)
    {
        var counts = new LedgerCounts { _duplicates = reader.ReadInt64(), _orders = reader.ReadInt64() };
        Load(reader, counts._revenue);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var tally = counts.At(new Hour(reader.ReadInt32()));
            (tally.Landed, tally.Quarantined) = (reader.ReadInt64(), reader.ReadInt64());
            (tally.Late, tally.Redelivered) = (reader.ReadInt64(), reader.ReadInt64());
            Load(reader, tally.Revenue);
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            counts._producers.Add(reader.ReadString(), reader.ReadInt64());
        }

        // States that were written before there was such a count end here.
        counts._misplaced = reader.BaseStream.Position < reader.BaseStream.Length ? reader.ReadInt64() : 0;

        return counts;
    }

    private static void Increase(SortedDictionary<string, decimal> sums, string currency, decimal amount) =>
        sums[currency] = sums.GetValueOrDefault(currency) + amount;

    private static void Save(BinaryWriter writer, SortedDictionary<string, decimal> sums)
    {
        writer.Write(sums.Count);
        foreach (var (currency, amount) in sums)
        {
            writer.Write(currency);
            writer.Write(amount);
        }
    }

    private static void Load(BinaryReader reader, SortedDictionary<string, decimal> sums)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            sums.Add(reader.ReadString(), reader.ReadDecimal());
        }
    }

    private long Sum(Func<HourTally, long> what) => _hours.Values.Sum(what);

    private HourTally At(Hour hour)
    {
        if (_current is null || _currentHour != hour)
        {
            if (!_hours.TryGetValue(hour, out _current))
            {
                _current = new HourTally();
                _hours.Add(hour, _current);
            }

            _currentHour = hour;
        }

        return _current;
    }

    private sealed class HourTally
    {
        public long Landed { get; set; }

        public long Quarantined { get; set; }

        public long Late { get; set; }

        public long Redelivered { get; set; }

        public SortedDictionary<string, decimal> Revenue { get; } = new(StringComparer.Ordinal);

        public HourCounts ToCounts() => new()
        {
            Read = Landed + Quarantined,
            Landed = Landed,
            Quarantined = Quarantined,
            Late = Late,
            Redelivered = Redelivered,
            Revenue = new Dictionary<string, decimal>(Revenue),
        };
    }
}
