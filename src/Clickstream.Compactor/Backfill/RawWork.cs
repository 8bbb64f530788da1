using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Backfill;

/// <summary>What is left to take in.</summary>
/// <param name="Pending">Raw objects that have no ledger, in order of hour and key.</param>
/// <param name="Done">How many have one.</param>
/// <param name="PassedOver">Objects that are no raw objects by their names.</param>
internal sealed record RawWork(IReadOnlyList<RawObject> Pending, int Done, IReadOnlyList<ObjectKey> PassedOver)
{
    public static async Task<RawWork> FindAsync(TableRun run, RawSource source, CancellationToken cancellationToken)
    {
        var known = new HashSet<ObjectKey>();
        await foreach (var info in run.Store.ListAsync(LakeLayout.RawLedgers, cancellationToken))
        {
            known.Add(info.Key);
        }

        var (pending, passedOver) = (new List<RawObject>(), new List<ObjectKey>());
        var done = 0;
        await foreach (var raw in RawObject.FindAsync(source.Store, source.Prefix, passedOver.Add, cancellationToken))
        {
            if (run.Options.Hour is { } only && only != raw.Hour)
            {
                continue;
            }

            if (known.Contains(LakeLayout.RawLedger(raw)))
            {
                done++;
            }
            else
            {
                pending.Add(raw);
            }
        }

        return new RawWork([.. pending.OrderBy(raw => raw.Hour).ThenBy(raw => raw.Key)], done, passedOver);
    }
}
