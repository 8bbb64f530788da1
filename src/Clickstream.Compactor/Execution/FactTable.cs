using System.Collections.Concurrent;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Parquet;
using Clickstream.Compactor.Plan;
using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Makes versions of the hours of <c>fact_clicks</c>.</summary>
internal sealed class FactTable(TableRun run) : IDisposable
{
    /// <summary>The table's name in results.</summary>
    public const string Name = "fact_clicks";

    private const int RowsPerCopy = 1024;

    private readonly SemaphoreSlim _processors = new(run.Options.Parallelism);
    private readonly DerivedFiles _derived = new(run.RecentUsers);

    /// <summary>Brings one hour up to date.</summary>
    /// <returns>Null if there is nothing to do.</returns>
    /// <exception cref="IOException">It cannot be done; nothing is changed.</exception>
    public Task<PartResult?> CompactAsync(Hour hour, IReadOnlyList<ObjectInfo> landed, CancellationToken cancellationToken) => run.PublishAsync(
        $"{LakeLayout.FactClicks}{hour.Partition}/",
        () => run.Manifests.GetHourAsync(hour, cancellationToken),
        async (previous, folder) => HourPlan.For(previous, landed) is { Count: > 0 } batches
            ? await WriteVersionAsync(hour, previous, batches, folder, cancellationToken)
            : ((HourManifest, PartResult)?)null,
        ManifestJson.Serialize,
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _processors.Dispose();

    private async Task<(HourManifest Manifest, PartResult Result)> WriteVersionAsync(
        Hour hour, HourManifest? previous, IReadOnlyList<PlannedBatch> batches, VersionFolder folder, CancellationToken cancellationToken)
    {
        var bytes = (batches.Sum(batch => batch.Object.Size) * BucketPlan.PublishedPerLandedByte) + (previous?.Files.Sum(file => file.Bytes) ?? 0);
        var inputs = new HourInputs(hour, previous?.Covered ?? [], BucketPlan.BitsFor(bytes, previous, run.Options));
        await ReadPreviousAsync(previous, inputs, cancellationToken);
        await ReadBatchesAsync(batches, inputs, cancellationToken);
        var (buckets, orders) = await WriteBucketsAsync(hour, inputs, folder, cancellationToken);
        var manifest = Describe(hour, previous, batches, inputs, buckets) with
        {
            Version = folder.Version,
            Created = run.Time.GetUtcNow(),
            Orders = orders,
        };
        return (manifest, new PartResult(Name, hour.Path, CompactOutcome.Published)
        {
            Version = manifest.Version,
            Rows = manifest.Accepted,
            Inputs = inputs.Landed,
            Duplicates = manifest.Duplicates,
            MicroBatches = batches.Count,
            Bytes = manifest.Files.Sum(file => file.Bytes),
        });
    }

    private async Task OnProcessorAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _processors.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _processors.Release();
        }
    }

    private async Task ReadPreviousAsync(HourManifest? previous, HourInputs inputs, CancellationToken cancellationToken)
    {
        if (previous is null)
        {
            return;
        }

        var isSameCount = BucketPlan.BitsOf(previous) == BucketPlan.BitsOf(inputs.Buckets.Count);
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
            }
        }
    }

    private static void Route(FactColumns columns, HourInputs inputs)
    {
        var (batch, route) = (new EventBatch(), new BucketRoute());
        for (var row = 0; row < columns.Count; row++)
        {
            RowCopy.Append(columns, row, batch);
            if (batch.Count == RowsPerCopy || row == columns.Count - 1)
            {
                inputs.AddKnown(batch, route);
                batch.Clear();
            }
        }
    }

    private async Task ReadBatchesAsync(IReadOnlyList<PlannedBatch> batches, HourInputs inputs, CancellationToken cancellationToken)
    {
        var readers = new ConcurrentBag<BatchReader>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batches.Where(batch => batch.Reading != BatchReading.Skip), parallel, async (batch, token) =>
        {
            var reader = readers.TryTake(out var idle) ? idle : new BatchReader(run.Store);
            await OnProcessorAsync(() => reader.ReadAsync(batch, inputs, token), token);
            readers.Add(reader);
        });
    }

    private async Task<(HourBucket[] Buckets, long Orders)> WriteBucketsAsync(
        Hour hour, HourInputs inputs, VersionFolder folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<HashSet<int>> losers = inputs.Buckets.Count > 1 ? ClickConflicts.Losers([.. inputs.Buckets.Select(bucket => bucket.Columns)]) : [[]];
        var writer = new BucketWriter(run.Options, _derived, folder);
        var buckets = new HourBucket[inputs.Buckets.Count];
        var orders = new HashSet<UInt128>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(inputs.Buckets, parallel, async (bucket, token) => await OnProcessorAsync(
            async () =>
            {
                var rows = RowOrder.Of(bucket.Columns, hour);
                bucket.Columns.Reorder(losers[bucket.Number] is { Count: > 0 } lost ? [.. rows.Where(row => !lost.Contains(row))] : rows);
                buckets[bucket.Number] = await writer.WriteAsync(bucket.Number, bucket.Columns, token);
                lock (orders)
                {
                    orders.UnionWith(PurchaseSums.Of(bucket.Columns).Orders);
                }
            },
            token));
        return (buckets, orders.Count);
    }

    private static HourManifest Describe(
        Hour hour, HourManifest? previous, IReadOnlyList<PlannedBatch> batches, HourInputs inputs, HourBucket[] buckets)
    {
        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var bucket in buckets)
        {
            revenue.AddAll(bucket.Revenue);
        }

        var (landed, accepted) = ((previous?.Landed ?? 0) + inputs.Landed, buckets.Sum(bucket => bucket.Rows));
        return new HourManifest
        {
            Hour = hour.Path,
            Version = string.Empty,
            Created = default,
            Buckets = buckets,
            Landed = landed,
            Accepted = accepted,
            Duplicates = landed - accepted,
            Orders = 0,
            Revenue = revenue,
            DuplicateRevenue = DuplicateRevenue(previous, inputs, revenue),
            Consumed = [.. (previous?.Consumed ?? []).Concat(batches.Select(batch => batch.Object.Key.Name)).Order(StringComparer.Ordinal)],
            Covered = PositionRange.Merge((previous?.Covered ?? []).Concat(batches.Select(batch => batch.Range).OfType<PositionRange>())),
            Raw = previous?.Raw ?? [],
        };
    }

    // What was landed, less what was accepted.
    private static SortedDictionary<string, decimal> DuplicateRevenue(
        HourManifest? previous, HourInputs inputs, IReadOnlyDictionary<string, decimal> accepted)
    {
        var sum = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        sum.AddAll(inputs.Revenue);
        sum.AddAll(previous?.Revenue ?? new Dictionary<string, decimal>());
        sum.AddAll(previous?.DuplicateRevenue ?? new Dictionary<string, decimal>());
        sum.AddAll(accepted.ToDictionary(pair => pair.Key, pair => -pair.Value));
        foreach (var currency in sum.Where(pair => pair.Value == 0).Select(pair => pair.Key).ToArray())
        {
            sum.Remove(currency);
        }

        return sum;
    }
}
