using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet;
using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Writes the files of a version of an hour, and says in a manifest what is in it.</summary>
internal sealed class HourWriter(TableRun run)
{
    private const int RowsPerCopy = 1024;

    private readonly DerivedFiles _derived = new(run.RecentParts);

    /// <summary>Writes a version.</summary>
    /// <param name="hour">The hour.</param>
    /// <param name="previous">The published version; null if there is none.</param>
    /// <param name="inputs">All rows: those of the published version and the new ones.</param>
    /// <param name="news">What is new.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="cancellationToken">Aborts; nothing is published.</param>
    public async Task<(HourManifest Manifest, PartResult Result)> WriteAsync(
        Hour hour, HourManifest? previous, HourInputs inputs, HourNews news, VersionFolder folder, CancellationToken cancellationToken)
    {
        var (buckets, orders) = await WriteBucketsAsync(hour, inputs, folder, cancellationToken);
        var manifest = Describe(hour, previous, news, buckets) with
        {
            Version = folder.Version,
            Created = run.Time.GetUtcNow(),
            Orders = orders,
        };
        return (manifest, new PartResult(FactTable.Name, hour.Path, CompactOutcome.Published)
        {
            Version = manifest.Version,
            Rows = manifest.Accepted,
            Added = manifest.Accepted - (previous?.Accepted ?? 0),
            Inputs = news.Inputs,
            Duplicates = manifest.Duplicates,
            Files = manifest.Files.Count,
            Bytes = manifest.Files.Sum(file => file.Bytes),
        });
    }

    /// <summary>Adds the rows of the published version.</summary>
    /// <exception cref="InvalidDataException">A file is gone, damaged, or not what the manifest says.</exception>
    public async Task ReadPreviousAsync(HourManifest? previous, HourInputs inputs, CancellationToken cancellationToken)
    {
        if (previous is null)
        {
            return;
        }

        var isSameCount = BucketPlan.BitsOf(previous) == inputs.Bits && inputs.Buckets.All(bucket => bucket.Columns.Count == 0);
        foreach (var bucket in previous.Buckets)
        {
            var columns = isSameCount ? inputs.Buckets[bucket.Number].Columns : new FactColumns();
            foreach (var file in bucket.Files)
            {
                await using var content = await PublishedFile.OpenAsync(run.Store, file, cancellationToken);
                await FactFileReader.ReadAsync(content, columns, cancellationToken);
            }

            if (columns.Count != bucket.Rows)
            {
                throw new InvalidDataException($"The published version has {columns.Count} rows, but its manifest says {bucket.Rows}.");
            }

            if (!isSameCount)
            {
                Route(columns, inputs);
                columns.Dispose();
            }
        }
    }

    /// <summary>Adds rows of columns, in whatever buckets they belong to.</summary>
    public static void Route(FactColumns columns, HourInputs inputs)
    {
        var (batch, route, all) = (new EventBatch(), new BucketRoute(), Enumerable.Range(0, RowsPerCopy).ToArray());
        for (var row = 0; row < columns.Count; row++)
        {
            RowCopy.Append(columns, row, batch);
            if (batch.Count == RowsPerCopy || row == columns.Count - 1)
            {
                inputs.AddCounted(batch, all.AsSpan(0, batch.Count), route);
                batch.Clear();
            }
        }
    }

    private async Task<(HourBucket[] Buckets, long Orders)> WriteBucketsAsync(
        Hour hour, HourInputs inputs, VersionFolder folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<HashSet<int>> losers = inputs.Buckets.Count > 1 ? ClickConflicts.Losers([.. inputs.Buckets.Select(bucket => bucket.Columns)]) : [[]];
        var writer = new BucketWriter(run.Options, _derived, folder);
        var buckets = new HourBucket[inputs.Buckets.Count];
        var orders = new HashSet<UInt128>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(inputs.Buckets, parallel, async (bucket, token) => await run.OnProcessorAsync(
            async () =>
            {
                var rows = RowOrder.Of(bucket.Columns, hour);
                bucket.Columns.Reorder(losers[bucket.Number] is { Count: > 0 } lost ? [.. rows.Where(row => !lost.Contains(row))] : rows);
                buckets[bucket.Number] = await writer.WriteAsync(bucket.Number, bucket.Columns, token);
                lock (orders)
                {
                    orders.UnionWith(PurchaseSums.Of(bucket.Columns).Orders);
                }

                bucket.Columns.Dispose(); // All that is to be known of the rows is in files.
            },
            token));
        return (buckets, orders.Count);
    }

    private static HourManifest Describe(Hour hour, HourManifest? previous, HourNews news, HourBucket[] buckets)
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
