using System.Collections.Concurrent;
using System.Security.Cryptography;
using Clickstream.Compactor.Backfill;
using Clickstream.Compactor.Dimensions;
using Clickstream.Compactor.Engagement;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Quality;
using Clickstream.Compactor.Unload;
using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor;

/// <summary>
/// Rolls micro-batches into the curated tables. Any number of compactors may run at the same time, and be killed at any instant:
/// what readers see changes only by one conditional write of a manifest, when everything that it names is durable.
/// </summary>
/// <param name="store">Where everything is.</param>
/// <param name="time">The clock.</param>
/// <param name="catalog">Where query engines look versions up; null where they read the manifests themselves.</param>
public sealed class Compactor(IObjectStore store, TimeProvider time, ICatalog? catalog = null)
{
    private readonly CatalogStep? _catalog = catalog is null ? null : new CatalogStep(store, catalog);

    /// <summary>Brings all tables up to date, once.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Is told of each part when it is done; may be null.</param>
    /// <param name="cancellationToken">Stops it; what is published stays.</param>
    /// <returns>What was done, including what failed.</returns>
    /// <exception cref="ArgumentException">The options are wrong; the message lists all that is.</exception>
    /// <exception cref="ObjectStoreException">Not even a listing could be made.</exception>
    public async Task<CompactResult> CompactAsync(
        CompactOptions options, IProgress<PartResult>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate().ToArray() is { Length: > 0 } problems)
        {
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        }

        var started = time.GetTimestamp();
        var book = new CheckBook(await QualityRules.ReadAsync(store, cancellationToken));
        using var run = new TableRun(store, time, options) { Gate = new PublishGate(store, book) };
        var results = new ConcurrentQueue<PartResult>();
        void Report(PartResult? result)
        {
            if (result is not null)
            {
                results.Enqueue(result);
                progress?.Report(result);
            }
        }

        BackfillTotals? backfill = null;
        if (options.Raw is { } raw)
        {
            backfill = await new RawTable(run, raw).CompactAsync(Report, cancellationToken);
        }
        else
        {
            await CompactFactsAsync(run, Report, cancellationToken);
        }

        await CompactEngagementAsync(run, Report, cancellationToken);
        Report(await run.GuardAsync(DimensionTables.Name, null, () => new DimensionTables(run).CompactAsync(cancellationToken)));
        Report(await run.GuardAsync(CatalogStep.Name, null, async () =>
        {
            await (_catalog?.RunAsync(results, cancellationToken) ?? Task.CompletedTask);
            return null;
        }));

        // Behind the catalog, so that no query is sent to a folder that is removed.
        var removed = 0;
        Report(await run.GuardAsync("cleaning", null, async () =>
        {
            removed = await new VersionCleaner(run).CleanAsync(cancellationToken);
            return null;
        }));
        var failed = book.All.Where(check => !check.Holds).ToList();
        if (failed.Count > 0)
        {
            Report(await run.GuardAsync("quality", null, async () =>
            {
                await QualityLog.WriteAsync(store, failed, "compact", time.GetUtcNow(), cancellationToken);
                return null;
            }));
        }

        var parts = results.OrderBy(result => result.Table, StringComparer.Ordinal).ThenBy(result => result.Hour, StringComparer.Ordinal);
        return new CompactResult([.. parts], removed, time.GetElapsedTime(started).TotalSeconds) { Backfill = backfill, FailedChecks = failed };
    }

    /// <summary>
    /// Brings all tables up to date, again and again, until it is cancelled. A run that fails is reported, and tried again at the next
    /// turn.
    /// </summary>
    /// <param name="options">What to do.</param>
    /// <param name="interval">From the end of a run to the begin of the next.</param>
    /// <param name="progress">Is told of each run.</param>
    /// <param name="cancellationToken">Ends it; the run in progress stops at the next safe point.</param>
    public async Task WatchAsync(
        CompactOptions options, TimeSpan interval, IProgress<CompactResult> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        try
        {
            while (true)
            {
                progress.Report(await RunGuardedAsync(options, cancellationToken));
                await Task.Delay(interval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Being cancelled is how watching ends.
        }
    }

    private async Task<CompactResult> RunGuardedAsync(CompactOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await CompactAsync(options, null, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new CompactResult([new PartResult("listing", null, CompactOutcome.Failed) { Error = exception.Message }], 0, 0);
        }
    }

    private async Task CompactFactsAsync(TableRun run, Action<PartResult?> report, CancellationToken cancellationToken)
    {
        var (table, unloaded) = (new FactTable(run), run.Options.Engine is { } engine ? new UnloadedTable(run, engine) : null);
        var hours = await ListAsync(LakeLayout.Landing, run.Options.Hour, cancellationToken);
        var first = hours.Count == 0 ? 0 : (run.Options.FirstHour ?? RandomNumberGenerator.GetInt32(hours.Count)) % hours.Count;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(hours.Skip(first).Concat(hours.Take(first)), parallel, async (landed, token) =>
        {
            report(await run.GuardAsync(FactTable.Name, landed.Key.Path, () =>
                unloaded?.CompactAsync(landed.Key, landed.Value, token) ?? table.CompactAsync(landed.Key, landed.Value, token)));
        });
    }

    private async Task CompactEngagementAsync(TableRun run, Action<PartResult?> report, CancellationToken cancellationToken)
    {
        var table = new EngagementTableWriter(run);
        foreach (var (hour, landed) in await ListAsync(LakeLayout.LandingEngagement, run.Options.Hour, cancellationToken))
        {
            report(await run.GuardAsync(EngagementTableWriter.Name, hour.Path, () => table.CompactAsync(hour, landed, cancellationToken)));
        }
    }

    private async Task<SortedDictionary<Hour, List<ObjectInfo>>> ListAsync(string prefix, Hour? only, CancellationToken cancellationToken)
    {
        var hours = new SortedDictionary<Hour, List<ObjectInfo>>();
        await foreach (var info in store.ListAsync(only is { } one ? $"{prefix}{one.Path}/" : prefix, cancellationToken))
        {
            if (LakeLayout.HourOf(prefix, info.Key) is { } hour)
            {
                if (!hours.TryGetValue(hour, out var landed))
                {
                    hours.Add(hour, landed = []);
                }

                landed.Add(info);
            }
        }

        return hours;
    }
}
