using Clickstream.Compactor.Backfill;
using Clickstream.Core.Decoding;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;

namespace Clickstream.Compactor.Reconcile;

/// <summary>Counts what is in the quarantine, each input once.</summary>
internal sealed class QuarantineAudit
{
    /// <summary>Inputs that workers rejected, by hour, those included that were put again since.</summary>
    public Dictionary<string, long> ByWorkers { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs that producers rejected at their source, by hour, likewise.</summary>
    public Dictionary<string, long> AtSource { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs that were rejected when raw objects were taken in without a stream, by hour, likewise.</summary>
    public Dictionary<string, long> FromRaw { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of any that were put into the stream again, where they are accounted for as other inputs are.</summary>
    public Dictionary<string, long> Replayed { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that are left, by reason.</summary>
    public SortedDictionary<string, long> ByReason { get; } = new(StringComparer.Ordinal);

    /// <summary>Entries of records behind their shard's checkpoint, and of raw objects that are not taken in whole: they will be read again.</summary>
    public long InFlight { get; private set; }

    /// <summary>Reads the quarantine.</summary>
    /// <exception cref="UnknownFormatException">A list of what was put again is damaged.</exception>
    public static async Task<QuarantineAudit> ReadAsync(
        IObjectStore store, ReadLedgers ledgers, CheckList checks, CancellationToken cancellationToken)
    {
        var audit = new QuarantineAudit();
        var scan = new QuarantineScan(store, ledgers.IsDurable, await ReplayedEntries.ReadAsync(store, cancellationToken));
        await scan.RunAsync(
            null,
            (entry, state) =>
            {
                audit.Add(entry, IdentityOf(entry) is { } raw && !ledgers.IsTakenIn(raw) ? EntryState.InFlight : state);
                return ValueTask.FromResult(true);
            },
            cancellationToken);
        foreach (var (key, problem) in scan.Damaged)
        {
            checks.Fail("quarantine_object", key.Value, "readable", "damaged", problem);
        }

        return audit;
    }

    // The raw object that an entry was rejected from; null if it came from a worker or producer.
    private static string? IdentityOf(QuarantineEntry entry) =>
        entry.Position is null && entry.Origin?.Split('/') is [RawQuarantine.Producer, var identity, _] ? identity : null;

    private void Add(QuarantineEntry entry, EntryState state)
    {
        if (state == EntryState.InFlight)
        {
            InFlight++;
            return;
        }

        (IdentityOf(entry) is not null ? FromRaw : entry.Position is null ? AtSource : ByWorkers).Increase(entry.Hour.Path, 1);
        if (state == EntryState.Replayed)
        {
            Replayed.Increase(entry.Hour.Path, 1);
        }
        else
        {
            ByReason.Increase(RejectionReasons.NameOf(entry.Reason), 1);
        }
    }
}
