using System.Collections.Concurrent;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Backfill;

/// <summary>
/// Goes once through raw objects, in order of their folders. An hour is published when the folder behind it has been read and the memory is
/// needed; what comes later still is held until the end, and then published with the hour again.
/// </summary>
/// <param name="run">What it works with.</param>
/// <param name="source">Where the raw objects are.</param>
/// <param name="report">Is told of each hour.</param>
/// <param name="tombstones">Who was erased when it began.</param>
internal sealed class RawPass(TableRun run, RawSource source, Action<PartResult?> report, Tombstones tombstones)
{
    private readonly OpenHours _hours = new(run);
    private readonly HourWriter _writer = new(run);
    private readonly ConcurrentBag<RawReader> _readers = [];
    private readonly HashSet<Hour> _published = [];

    /// <summary>What was read.</summary>
    public RawProgress Progress { get; } = new();

    /// <summary>Whether another compactor published an hour in between, so that it has to be done again.</summary>
    public bool HasConflict { get; private set; }

    /// <summary>Objects that are taken in whole.</summary>
    public List<RawTally> Complete { get; } = [];

    /// <summary>Reads all objects and publishes all hours.</summary>
    public async Task RunAsync(IReadOnlyList<RawObject> pending, CancellationToken cancellationToken)
    {
        var groups = Groups(pending);
        for (var i = 0; i < groups.Count; i++)
        {
            foreach (var folder in groups[i].GroupBy(raw => raw.Hour))
            {
                _hours.Expect(folder.Key, folder);
            }

            await ReadAsync(groups[i], cancellationToken);
            if (i == groups.Count - 1)
            {
                await PublishAsync(_hours.All, cancellationToken);
            }
            else
            {
                await MakeRoomAsync(new Hour(groups[i][0].Hour.Number - 1), groups[i + 1][0].Hour, cancellationToken);
            }
        }
    }

    // Late events lie in later folders, so an hour is kept open as long as the memory allows it: what comes behind its version costs one more.
    private async Task MakeRoomAsync(Hour first, Hour next, CancellationToken cancellationToken)
    {
        var due = new Queue<Hour>(_hours.All.Where(hour => hour.Number + 1 < next.Number && (hour >= first || !_published.Contains(hour))));
        while (due.Count > 0 && run.Memory.IsNearlyFull)
        {
            var some = Enumerable.Range(0, Math.Min(run.Options.Parallelism, due.Count)).Select(_ => due.Dequeue()).ToArray();
            await PublishAsync(some, cancellationToken);
            _published.UnionWith(some);
        }
    }

    // Folders that are read together: small hours one by one would leave processors idle.
    private List<List<RawObject>> Groups(IReadOnlyList<RawObject> pending)
    {
        var limit = (double)run.Options.MaxMemory / BucketPlan.MemoryPerPublishedByte / 3; // The hour before is still open, and one more is written.
        var groups = new List<List<RawObject>>();
        var size = double.MaxValue;
        foreach (var folder in pending.GroupBy(raw => raw.Hour).Select(folder => folder.ToList()))
        {
            var bytes = folder.Sum(RawSize.PublishedBytes);
            if (size + bytes > limit)
            {
                groups.Add([]);
                size = 0;
            }

            groups[^1].AddRange(folder);
            size += bytes;
        }

        return groups;
    }

    private async Task ReadAsync(IReadOnlyList<RawObject> group, CancellationToken cancellationToken)
    {
        var work = new List<(RawChunk Chunk, ObjectReading Reading)>();
        foreach (var raw in group)
        {
            var reading = new ObjectReading(raw);
            try
            {
                var chunks = await RawSplit.SplitAsync(source.Store, raw, run.Options.RawChunkBytes, cancellationToken);
                reading.Left = chunks.Count;
                work.AddRange(chunks.Select(chunk => (chunk, reading)));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Progress.Fail(raw, reading.Tally, TableRun.Describe(exception));
            }
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(work, parallel, async (item, token) => await run.OnProcessorAsync(() => ReadAsync(item.Chunk, item.Reading, token), token));
    }

    private async Task ReadAsync(RawChunk chunk, ObjectReading reading, CancellationToken cancellationToken)
    {
        var reader = _readers.TryTake(out var idle) ? idle : new RawReader(source.Store, run.Store, _hours, run.Options, tombstones);
        var tally = new RawTally();
        string? problem = null;
        try
        {
            await reader.ReadAsync(chunk, tally, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            problem = TableRun.Describe(exception);
        }

        _readers.Add(reader);
        if (reading.Finish(tally, problem))
        {
            if (reading.Problem is null)
            {
                Progress.Read(chunk.Raw, reading.Tally);
            }
            else
            {
                Progress.Fail(chunk.Raw, reading.Tally, reading.Problem);
            }
        }
    }

    private async Task PublishAsync(IReadOnlyList<Hour> hours, CancellationToken cancellationToken)
    {
        // More hours than processors, which they share: the first and the last steps of an hour keep one processor busy, or none.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 2 * run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(hours, parallel, async (hour, token) =>
        {
            using var inputs = _hours.Take(hour);
            if (Progress.IsSpoilt(hour))
            {
                return;
            }

            var result = await run.GuardAsync(FactTable.Name, hour.Path, () => PublishAsync(hour, inputs, token));
            report(result);
            if (result?.Outcome == CompactOutcome.Failed)
            {
                Progress.Spoil(hour);
            }
        });
        foreach (var (raw, tally) in Progress.TakeComplete())
        {
            await run.Store.PutIfAbsentAsync(LakeLayout.RawLedger(raw), LedgerJson.Serialize(tally.ToLedger(raw)), cancellationToken);
            Complete.Add(tally);
        }
    }

    private async Task<PartResult?> PublishAsync(Hour hour, HourInputs inputs, CancellationToken cancellationToken)
    {
        var objects = Progress.Of(hour);
        var (isWritten, isLost) = (false, false);
        var result = await run.PublishAsync(
            $"{LakeLayout.FactClicks}{hour.Partition}/",
            () => run.Manifests.GetHourAsync(hour, cancellationToken),
            async (previous, folder) =>
            {
                var news = News(hour, previous, objects);

                // Rows in their final order cannot be added to another version, and rows of somebody who was erased meanwhile must not be.
                isLost = news.Raw.Count > 0 && (isWritten || await tombstones.HaveChangedAsync(run.Store, cancellationToken));
                isWritten = true;
                return news.Raw.Count == 0 || isLost
                    ? ((HourManifest, PartResult)?)null
                    : await _writer.WriteAsync(hour, previous, inputs, news, folder, cancellationToken);
            },
            ManifestJson.Serialize,
            cancellationToken);
        if (isLost)
        {
            HasConflict = true;
            Progress.Spoil(hour);
            return result;
        }

        Progress.Published(hour, objects.Select(pair => pair.Raw));
        return result is not null && await tombstones.HaveChangedAsync(run.Store, cancellationToken)
            ? new PartResult(FactTable.Name, hour.Path, CompactOutcome.Failed)
            {
                Error = "Somebody was erased while the hour was written, and may be in it. Run the same erase command again.",
            }
            : result;
    }

    // Objects that the version names already were published before this run, or by another compactor.
    private static HourNews News(Hour hour, HourManifest? previous, IReadOnlyList<(RawObject Raw, RawTally Tally)> objects)
    {
        var known = (previous?.Raw ?? []).Select(raw => (raw.Key, raw.Size, raw.Modified)).ToHashSet();
        var all = new RawTally();
        var fresh = objects.Where(pair => !known.Contains((pair.Raw.Key.Value, pair.Raw.Size, pair.Raw.Modified))).ToArray();
        foreach (var (_, tally) in fresh)
        {
            all.Add(tally);
        }

        return new HourNews(all.InputsOf(hour), all.RevenueOf(hour))
        {
            Erased = all.ErasedOf(hour),
            ErasedRevenue = all.ErasedRevenueOf(hour),
            Raw = [.. fresh.Select(pair => new ConsumedRaw(pair.Raw.Key.Value, pair.Raw.Size, pair.Raw.Modified, pair.Tally.InputsOf(hour)))],
        };
    }
}
