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

    /// <summary>Those of either that were put into the stream again, where they are accounted for as other inputs are.</summary>
    public Dictionary<string, long> Replayed { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that are left, by reason.</summary>
    public SortedDictionary<string, long> ByReason { get; } = new(StringComparer.Ordinal);

    /// <summary>Entries of records behind their shard's checkpoint, which will be read again.</summary>
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
                audit.Add(entry, state);
                return ValueTask.FromResult(true);
            },
            cancellationToken);
        foreach (var (key, problem) in scan.Damaged)
        {
            checks.Fail("quarantine_object", key.Value, "readable", "damaged", problem);
        }

        return audit;
    }

    private void Add(QuarantineEntry entry, EntryState state)
    {
        if (state == EntryState.InFlight)
        {
            InFlight++;
            return;
        }

        (entry.Position is null ? AtSource : ByWorkers).Increase(entry.Hour.Path, 1);
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
