using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Writes the files of a version of an hour, and says in a manifest what is in it.</summary>
internal sealed class HourWriter(TableRun run)
{
    private readonly DerivedFiles _derived = new(run.RecentParts);

    /// <summary>Writes a version.</summary>
    /// <param name="hour">The hour.</param>
    /// <param name="previous">The published version; null if there is none.</param>
    /// <param name="inputs">The new rows; they are used up.</param>
    /// <param name="news">What is new.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="cancellationToken">Aborts; nothing is published.</param>
    public async Task<(HourManifest Manifest, PartResult Result)> WriteAsync(
        Hour hour, HourManifest? previous, HourInputs inputs, HourNews news, VersionFolder folder, CancellationToken cancellationToken)
    {
        var (buckets, orders) = await WriteBucketsAsync(hour, previous, inputs, folder, cancellationToken);
        return Describe(hour, previous, news, buckets, orders, run.Time.GetUtcNow(), folder.Version);
    }

    /// <summary>Says what a version holds whose buckets are written.</summary>
    /// <param name="hour">The hour.</param>
    /// <param name="previous">The version that it adds to; null if it holds all of the hour itself.</param>
    /// <param name="news">What is new.</param>
    /// <param name="buckets">All buckets of the version.</param>
    /// <param name="orders">Distinct orders in them.</param>
    /// <param name="created">When it was made.</param>
    /// <param name="version">Its name.</param>
    public static (HourManifest Manifest, PartResult Result) Describe(
        Hour hour, HourManifest? previous, HourNews news, IReadOnlyList<HourBucket> buckets, long orders, DateTimeOffset created, string version)
    {
        var manifest = Describe(hour, previous, news, buckets) with { Version = version, Created = created, Orders = orders };
        return (manifest, new PartResult(FactTable.Name, hour.Path, CompactOutcome.Published)
        {
            Version = manifest.Version,
            Rows = manifest.Accepted,
            Added = manifest.Accepted - (previous?.Accepted ?? 0),
            Inputs = news.Inputs,
            Erased = news.Erased,
            Duplicates = manifest.Duplicates,
            Files = manifest.Files.Count,
            Bytes = manifest.Files.Sum(file => file.Bytes),
        });
    }

    private async Task<(HourBucket[] Buckets, long Orders)> WriteBucketsAsync(
        Hour hour, HourManifest? previous, HourInputs inputs, VersionFolder folder, CancellationToken cancellationToken)
    {
        var work = new HourWork(run, inputs);
        await work.PlanAsync(previous, cancellationToken);
        if (work.Touched.Count == 0)
        {
            return ([.. previous!.Buckets], previous.Orders); // Only micro-batches that others cover.
        }

        var conflicts = await work.FindConflictsAsync(cancellationToken);
        var writer = new BucketWriter(run, _derived, folder) { HasKeys = work.Bits > 0 };
        var buckets = new HourBucket[1 << work.Bits];
        var orders = new HashSet<UInt128>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(work.Touched, parallel, async (bucket, token) => await run.OnProcessorAsync(
            async () =>
            {
                var bytes = work.BytesToLoad(bucket);
                run.Memory.Reserve(bytes);
                FactColumns? columns = null;
                try
                {
                    columns = await work.LoadAsync(bucket, token);
                    var lost = conflicts.Losers(bucket, columns);
                    var rows = RowOrder.Of(columns, hour);
                    columns.Reorder(lost.Count > 0 ? [.. rows.Where(row => !lost.Contains(row))] : rows);
                    var sums = PurchaseSums.Of(columns);
                    buckets[bucket] = await writer.WriteAsync(bucket, columns, sums, token);
                    lock (orders)
                    {
                        orders.UnionWith(sums.Orders);
                    }
                }
                finally
                {
                    run.Memory.Release(bytes);
                    work.Done(bucket, columns); // All that is to be known of the rows is in files.
                }
            },
            token));
        foreach (var bucket in Enumerable.Range(0, buckets.Length).Except(work.Touched))
        {
            buckets[bucket] = work.Reused(bucket);
            orders.UnionWith(work.OrdersOf(bucket));
        }

        return (buckets, orders.Count);
    }

    private static HourManifest Describe(Hour hour, HourManifest? previous, HourNews news, IReadOnlyList<HourBucket> buckets)
    {
        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var bucket in buckets)
        {
            revenue.AddAll(bucket.Revenue);
        }

        var erasedRevenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        erasedRevenue.AddAll(previous?.ErasedRevenue ?? new Dictionary<string, decimal>());
        erasedRevenue.AddAll(news.ErasedRevenue);
        var erased = (previous?.Erased ?? 0) + news.Erased;
        var (landed, accepted) = ((previous?.Landed ?? 0) + news.Inputs, buckets.Sum(bucket => bucket.Rows));
        return new HourManifest
        {
            Hour = hour.Path,
            Version = string.Empty,
            Created = default,
            Buckets = buckets,
            Landed = landed,
            Accepted = accepted,
            Duplicates = landed - accepted - erased,
            Erased = erased,
            ErasedRevenue = erasedRevenue,
            Orders = 0,
            Revenue = revenue,
            DuplicateRevenue = DuplicateRevenue(previous, news, revenue),
            Consumed = [.. (previous?.Consumed ?? []).Concat(news.Consumed).Order(StringComparer.Ordinal)],
            Covered = PositionRange.Merge((previous?.Covered ?? []).Concat(news.Covered)),
            Raw = [.. (previous?.Raw ?? []).Concat(news.Raw).OrderBy(raw => raw.Key, StringComparer.Ordinal).ThenBy(raw => raw.Modified)],
        };
    }

    // What was landed, less what was accepted or left out.
    private static SortedDictionary<string, decimal> DuplicateRevenue(
        HourManifest? previous, HourNews news, IReadOnlyDictionary<string, decimal> accepted)
    {
        var sum = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        sum.AddAll(news.Revenue);
        sum.AddAll(previous?.Revenue ?? new Dictionary<string, decimal>());
        sum.AddAll(previous?.DuplicateRevenue ?? new Dictionary<string, decimal>());
        sum.AddAll(news.ErasedRevenue.ToDictionary(pair => pair.Key, pair => -pair.Value));
        sum.AddAll(accepted.ToDictionary(pair => pair.Key, pair => -pair.Value));
        foreach (var currency in sum.Where(pair => pair.Value == 0).Select(pair => pair.Key).ToArray())
        {
            sum.Remove(currency);
        }

        return sum;
    }
}
