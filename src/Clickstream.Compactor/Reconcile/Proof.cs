using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;

namespace Clickstream.Compactor.Reconcile;

/// <summary>The equations of the proof, over what was read. Pure.</summary>
internal sealed class Proof(ReadLedgers ledgers, QuarantineAudit quarantine, PublishedLake lake, CheckList checks)
{
    private const string InFlight = "If a worker, producer or compactor is running, inputs are in flight: let them settle and compact, then try again. Otherwise ";

    private readonly List<string> _notes = [];
    private readonly HashSet<UInt128> _orders = [];

    /// <summary>What is no fault but worth knowing.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>All hours that anything is known of, in order.</summary>
    public IReadOnlyList<string> Hours =>
    [
        .. ledgers.Shards.SelectMany(ledger => ledger.Hours.Keys)
            .Concat(ledgers.Raw.SelectMany(ledger => ledger.Hours.Keys))
            .Concat(quarantine.ByWorkers.Keys)
            .Concat(quarantine.FromRaw.Keys)
            .Concat(quarantine.AtSource.Keys)
            .Concat(ledgers.Producers.SelectMany(producer => producer.Quarantined.Keys))
            .Concat(lake.Facts.Select(manifest => manifest.Hour))
            .Concat(lake.Engagement.Select(manifest => manifest.Hour))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Checks one hour.</summary>
    public ReconcileRow Check(string hour, HourManifest? manifest, HourAudit? files)
    {
        var shards = ledgers.Shards.Where(ledger => ledger.Hours.ContainsKey(hour)).Select(ledger => ledger.Hours[hour]).ToArray();
        var raw = ledgers.Raw.Where(ledger => ledger.Hours.ContainsKey(hour)).Select(ledger => ledger.Hours[hour]).ToArray();
        var engagement = lake.Engagement.FirstOrDefault(engagement => engagement.Hour == hour);
        var streamed = shards.Sum(counts => counts.Landed);
        var landed = streamed + raw.Sum(counts => counts.Landed);
        var atSource = quarantine.AtSource.GetValueOrDefault(hour);
        var quarantined = quarantine.ByWorkers.GetValueOrDefault(hour) + quarantine.FromRaw.GetValueOrDefault(hour) + atSource;
        var read = shards.Sum(counts => counts.Read) + raw.Sum(counts => counts.Read) + atSource;
        var replayed = quarantine.Replayed.GetValueOrDefault(hour);
        CheckQuarantine(hour, shards, raw);
        CheckRaw(hour, raw, manifest);
        checks.Equal("landed", hour, landed, manifest?.Landed ?? 0, InFlight + "micro-batches were lost, or the ledger was changed.");
        checks.Equal(
            "accounted",
            hour,
            read,
            (manifest?.Accepted ?? 0) + (manifest?.Duplicates ?? 0) + (manifest?.Erased ?? 0) + quarantined,
            InFlight + "an input is not in exactly one of accepted, duplicates, erased and quarantined.");
        CheckRevenue(hour, [.. shards, .. raw], manifest, files);
        checks.Equal("parquet_rows", hour, manifest?.Accepted ?? 0, files?.Rows ?? 0, "The Parquet files do not hold the accepted events.");
        checks.Equal("orders", hour, manifest?.Orders ?? 0, files?.Orders.Count ?? 0, "The Parquet files do not hold the orders that the manifest counts.");
        checks.Equal(
            "engagement",
            hour,
            streamed,
            (engagement?.Events ?? 0) + (engagement?.Duplicates ?? 0),
            InFlight + "the minutes of the engagement table do not hold all events and duplicates.");
        _orders.UnionWith(files?.Orders ?? []);
        return new ReconcileRow
        {
            Hour = hour,
            Read = read - replayed,
            Accepted = manifest?.Accepted ?? 0,
            Duplicates = manifest?.Duplicates ?? 0,
            Erased = manifest?.Erased ?? 0,
            Quarantined = quarantined - replayed,
            Late = shards.Sum(counts => counts.Late),
            Orders = files?.Orders.Count ?? 0,
            Revenue = files?.Revenue.Values.Sum() ?? 0,
            RevenueByCurrency = files?.Revenue ?? [],
            ParquetRows = files?.Rows ?? 0,
            ParquetBytes = files?.Bytes ?? 0,
            EngagementMinutes = engagement?.Minutes ?? 0,
        };
    }

    /// <summary>Checks that the workers read what the producers put.</summary>
    public void CheckProducers()
    {
        var read = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (producer, inputs) in ledgers.Shards.SelectMany(ledger => ledger.Producers))
        {
            read.Increase(producer, inputs);
        }

        foreach (var producer in ledgers.Producers)
        {
            var readOfIt = read.GetValueOrDefault(producer.Producer);
            read.Remove(producer.Producer);
            checks.Equal("put_is_read", producer.Producer, producer.Put, readOfIt, InFlight + "records were lost from the stream.");
            var quarantined = producer.Quarantined.Values.Sum();
            checks.Equal("source", producer.Producer, producer.Read, producer.Put + quarantined, "The producer's ledger does not add up.");
            if (!producer.Complete)
            {
                _notes.Add($"Producer {producer.Producer} has not reached the end of its source; start it again to go on.");
            }
        }

        foreach (var (producer, inputs) in read)
        {
            checks.Fail("producer_ledger", producer, "a ledger", "missing", $"{inputs} inputs were read of a producer that has no ledger.");
        }
    }

    /// <summary>All hours together.</summary>
    public ReconcileRow Total(IReadOnlyList<ReconcileRow> rows)
    {
        if (quarantine.Replayed.Values.Sum() is > 0 and var again)
        {
            _notes.Add($"{again} quarantined inputs were put into the stream again; each counts where it went then, and no longer as quarantined.");
        }

        if (quarantine.InFlight > 0)
        {
            _notes.Add($"{quarantine.InFlight} quarantined inputs lie behind their shard's checkpoint, or belong to raw objects that are not taken in whole; they will be read again.");
        }

        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            revenue.AddAll(row.RevenueByCurrency);
        }

        return new ReconcileRow
        {
            Hour = "total",
            Read = rows.Sum(row => row.Read),
            Accepted = rows.Sum(row => row.Accepted),
            Duplicates = rows.Sum(row => row.Duplicates),
            Erased = rows.Sum(row => row.Erased),
            Quarantined = rows.Sum(row => row.Quarantined),
            Late = rows.Sum(row => row.Late),
            Orders = _orders.Count,
            Revenue = revenue.Values.Sum(),
            RevenueByCurrency = revenue,
            ParquetRows = rows.Sum(row => row.ParquetRows),
            ParquetBytes = rows.Sum(row => row.ParquetBytes),
            EngagementMinutes = rows.Sum(row => row.EngagementMinutes),
            Reconciled = checks.Hold,
        };
    }

    private void CheckQuarantine(string hour, HourCounts[] shards, HourCounts[] raw)
    {
        checks.Equal(
            "quarantined",
            hour,
            shards.Sum(counts => counts.Quarantined),
            quarantine.ByWorkers.GetValueOrDefault(hour),
            InFlight + "entries of the quarantine were removed, or the ledger was changed.");
        checks.Equal(
            "quarantined_from_raw",
            hour,
            raw.Sum(counts => counts.Quarantined),
            quarantine.FromRaw.GetValueOrDefault(hour),
            InFlight + "entries of the quarantine were removed, or the ledger of a raw object was changed.");
        checks.Equal(
            "quarantined_at_source",
            hour,
            ledgers.Producers.Sum(producer => producer.Quarantined.GetValueOrDefault(hour)),
            quarantine.AtSource.GetValueOrDefault(hour),
            InFlight + "entries of the quarantine were removed, or the producer's ledger was changed.");
    }

    private void CheckRaw(string hour, HourCounts[] raw, HourManifest? manifest) => checks.Equal(
        "raw",
        hour,
        raw.Sum(counts => counts.Landed),
        manifest?.Raw.Sum(consumed => consumed.Inputs) ?? 0,
        "A raw object is in some of its hours only, or a ledger was removed: run compact --from raw to its end, then try again.");

    private void CheckRevenue(string hour, HourCounts[] shards, HourManifest? manifest, HourAudit? files)
    {
        var landed = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var counts in shards)
        {
            landed.AddAll(counts.Revenue);
        }

        var counted = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        counted.AddAll(manifest?.Revenue ?? new Dictionary<string, decimal>());
        counted.AddAll(manifest?.DuplicateRevenue ?? new Dictionary<string, decimal>());
        counted.AddAll(manifest?.ErasedRevenue ?? new Dictionary<string, decimal>());
        checks.Equal(
            "landed_revenue", hour, landed, counted, InFlight + "the revenue of what was landed is not that of accepted and duplicates.");
        checks.Equal(
            "revenue",
            hour,
            manifest?.Revenue ?? new Dictionary<string, decimal>(),
            files?.Revenue ?? [],
            "The Parquet files do not hold the revenue that the manifest counts.");
    }
}
