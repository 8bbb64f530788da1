using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Backfill;

/// <summary>Makes versions of the hours of <c>fact_clicks</c> straight from raw objects, with no stream in between.</summary>
internal sealed class RawTable(TableRun run, RawSource source)
{
    private const int MaxPasses = 5; // Each one after the first needs another compactor that published the same hours meanwhile, or a bad object.

    /// <summary>Takes in all raw objects that have not been.</summary>
    public async Task<BackfillTotals> CompactAsync(Action<PartResult?> report, CancellationToken cancellationToken)
    {
        var unreadable = new Dictionary<RawObject, string>();
        var complete = new List<RawTally>();
        var (before, passedOver) = (0, (IReadOnlyList<ObjectKey>)[]);
        for (var passes = 1; passes <= MaxPasses; passes++)
        {
            var work = await RawWork.FindAsync(run, source, cancellationToken);
            (before, passedOver) = (passes == 1 ? work.Done : before, work.PassedOver);
            var pending = work.Pending.Where(raw => !unreadable.ContainsKey(raw)).ToArray();
            if (pending.Length == 0)
            {
                break;
            }

            var pass = new RawPass(run, source, report, await Tombstones.ReadAsync(run.Store, cancellationToken));
            await pass.RunAsync(pending, cancellationToken);
            complete.AddRange(pass.Complete);
            foreach (var (raw, problem) in pass.Progress.Unreadable)
            {
                unreadable[raw] = problem;
            }

            if (!pass.HasConflict && pass.Progress.Unreadable.Count == 0)
            {
                break;
            }

            if (pass.HasConflict && passes == MaxPasses)
            {
                report(new PartResult(FactTable.Name, null, CompactOutcome.Failed)
                {
                    Error = $"Other compactors published hours of these raw objects {MaxPasses} times in a row, or persons were erased. What is left is taken in by the next run.",
                });
            }
        }

        foreach (var (raw, problem) in unreadable)
        {
            report(new PartResult(FactTable.Name, raw.Hour.Path, CompactOutcome.Failed)
            {
                Error = $"{raw.Key} cannot be read: {problem} It is left out until it can; the next run tries again.",
            });
        }

        return new BackfillTotals(complete.Count, before, complete.Sum(tally => tally.Inputs + tally.Quarantined), complete.Sum(tally => tally.Quarantined))
        {
            PassedOver = [.. passedOver.Select(key => key.Value)],
        };
    }
}
