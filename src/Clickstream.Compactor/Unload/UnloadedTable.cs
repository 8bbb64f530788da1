using System.Text;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Plan;
using Clickstream.Core.Catalog.Ddl;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Sql;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Unload;

/// <summary>
/// Makes versions of the hours of <c>fact_clicks</c> with another engine: it counts what the micro-batches hold, writes the data files into the folder of
/// the version, and this machine reads them again, compares them with the counts, adds what is derived from them and publishes. A version is always made
/// of all micro-batches of its hour, so it does not depend on what another engine wrote before.
/// </summary>
internal sealed class UnloadedTable(TableRun run, UnloadEngine engine)
{
    private readonly DerivedFiles _derived = new(run.RecentParts);

    /// <summary>Brings one hour up to date.</summary>
    /// <returns>Null if there is nothing to do.</returns>
    /// <exception cref="IOException">It cannot be done; nothing is changed.</exception>
    public Task<PartResult?> CompactAsync(Hour hour, IReadOnlyList<ObjectInfo> landed, CancellationToken cancellationToken) => run.PublishAsync(
        $"{LakeLayout.FactClicks}{hour.Partition}/",
        () => run.Manifests.GetHourAsync(hour, cancellationToken),
        async (previous, folder) => HourPlan.For(previous, landed).Count > 0
            ? await WriteAsync(hour, previous, landed, folder, cancellationToken)
            : ((HourManifest, PartResult)?)null,
        ManifestJson.Serialize,
        cancellationToken);

    private async Task<(HourManifest Manifest, PartResult Result)> WriteAsync(
        Hour hour, HourManifest? previous, IReadOnlyList<ObjectInfo> landed, VersionFolder folder, CancellationToken cancellationToken)
    {
        CheckReplaceable(hour, previous, landed);
        try
        {
            return await UnloadAsync(hour, previous, landed, folder, cancellationToken);
        }
        catch
        {
            // The engine leaves what a failed statement wrote, and who is cancelled has no time: then it is garbage for a later run.
            if (!cancellationToken.IsCancellationRequested)
            {
                await folder.AdoptAsync(cancellationToken);
                await folder.DiscardAsync(cancellationToken);
            }

            throw;
        }
    }

    // Whatever a version has that the micro-batches do not would be lost with it.
    private static void CheckReplaceable(Hour hour, HourManifest? previous, IReadOnlyList<ObjectInfo> landed)
    {
        var names = landed.Select(info => info.Key.Name).ToHashSet(StringComparer.Ordinal);
        var problem = previous is null ? null
            : previous.Raw.Count > 0 ? "raw objects are in its version"
            : previous.Erased > 0 ? "persons were erased from its version"
            : previous.Consumed.Count(name => !names.Contains(name)) is var gone and > 0 ? $"{gone} micro-batches that are in its version are no longer in the landing zone"
            : null;
        if (problem is not null)
        {
            throw new InvalidDataException($"The hour {hour.Path} cannot be made from its micro-batches alone: {problem}. Compact it with --engine local.");
        }
    }

    private async Task<(HourManifest Manifest, PartResult Result)> UnloadAsync(
        Hour hour, HourManifest? previous, IReadOnlyList<ObjectInfo> landed, VersionFolder folder, CancellationToken cancellationToken)
    {
        var tombstones = await Tombstones.ReadAsync(run.Store, cancellationToken);
        var batches = HourPlan.For(null, landed);
        var bits = BucketPlan.BitsFor(batches.Sum(batch => batch.Object.Size) * BucketPlan.PublishedPerLandedByte, previous, run.Options);
        if (bits > UnloadSql.MaxBits)
        {
            throw new InvalidDataException($"The hour {hour.Path} needs {1 << bits} buckets, and Athena writes {1 << UnloadSql.MaxBits}. Raise --max-memory, or compact it with --engine local.");
        }

        var sums = await RunAsync(hour, batches, folder, bits, cancellationToken);
        var files = await folder.AdoptAsync(cancellationToken);
        var (buckets, orders) = await ReadAsync(hour, files, folder, bits, sums, tombstones, cancellationToken);
        var news = new HourNews(sums.Inputs, sums.Revenue)
        {
            Consumed = [.. batches.Select(batch => batch.Object.Key.Name)],
            Covered = [.. batches.Select(batch => batch.Range).OfType<PositionRange>()],
        };
        var (manifest, result) = HourWriter.Describe(hour, null, news, buckets, orders, run.Time.GetUtcNow(), folder.Version);
        return (manifest, result with { Added = result.Rows - (previous?.Accepted ?? 0), MicroBatches = batches.Count });
    }

    private async Task<LandedSums> RunAsync(
        Hour hour, IReadOnlyList<PlannedBatch> batches, VersionFolder folder, int bits, CancellationToken cancellationToken)
    {
        var locations = batches.Where(batch => batch.Reading != BatchReading.Skip).Select(batch => engine.Names.LocationOf(batch.Object.Key.Value)).ToArray();
        var hasOverlaps = batches.Any(batch => batch.Reading == BatchReading.Check);
        var unload = UnloadSql.Unload(
            UnloadSql.Rows(hour, locations, hasOverlaps, bits), engine.Names.LocationOf(folder.Path), run.Options.Codec, bits);
        if (Encoding.UTF8.GetByteCount(unload) > UnloadSql.MaxBytes)
        {
            throw new InvalidDataException($"The hour {hour.Path} has {locations.Length:N0} micro-batches, more than a statement of Athena can name. Compact it with --engine local.");
        }

        try
        {
            foreach (var statement in ExternalDdl.LandingStatements(engine.Names, hour))
            {
                await engine.Sql.QueryAsync(statement, cancellationToken);
            }

            var sums = LandedSums.From(await engine.Sql.QueryAsync(UnloadSql.Count(hour, locations, hasOverlaps), cancellationToken));
            sums.Check(hour.Path);
            await engine.Sql.QueryAsync(unload, cancellationToken);
            return sums;
        }
        catch (SqlException fault)
        {
            throw new IOException($"Athena could not make a version of {hour.Path}: {fault.Message}", fault);
        }
    }

    private async Task<(HourBucket[] Buckets, long Orders)> ReadAsync(
        Hour hour, IReadOnlyList<ObjectInfo> files, VersionFolder folder, int bits, LandedSums sums, Tombstones tombstones, CancellationToken cancellationToken)
    {
        var writer = new BucketWriter(run, _derived, folder) { HasKeys = bits > 0 };
        var byBucket = files.ToLookup(file => UnloadSql.BucketOf(file.Key, folder.Path) is { } bucket && bucket < 1 << bits
            ? bucket
            : throw new InvalidDataException($"{file.Key} is no file of a bucket of this version."));
        var (buckets, orders, fingerprints) = (new HourBucket[1 << bits], new HashSet<UInt128>(), 0L);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, buckets.Length), parallel, async (number, token) => await run.OnProcessorAsync(
            async () =>
            {
                var bytes = byBucket[number].Sum(file => file.Size) * BucketPlan.MemoryPerPublishedByte;
                run.Memory.Reserve(bytes);
                try
                {
                    using var bucket = new UnloadedBucket(number, bits, hour);
                    foreach (var file in byBucket[number].OrderBy(file => file.Key))
                    {
                        await bucket.ReadAsync(run.Store, file, token);
                    }

                    bucket.CheckErased(tombstones);
                    bucket.Columns.Reorder(Columns.RowOrder.Of(bucket.Columns, hour));
                    var purchases = PurchaseSums.Of(bucket.Columns);
                    buckets[number] = await writer.DescribeAsync(number, bucket.Columns, purchases, bucket.Files, token);
                    lock (orders)
                    {
                        orders.UnionWith(purchases.Orders);
                        fingerprints += bucket.Fingerprints;
                    }
                }
                finally
                {
                    run.Memory.Release(bytes);
                }
            },
            token));
        Compare(hour, sums, buckets.Sum(bucket => bucket.Rows), fingerprints);
        return (buckets, orders.Count);
    }

    // As many rows as there are click ids, and the same click ids: none is missing, and none is there twice.
    private static void Compare(Hour hour, LandedSums sums, long rows, long fingerprints)
    {
        if (rows != sums.Clicks || fingerprints != sums.Fingerprints)
        {
            throw new InvalidDataException(
                $"The files of {hour.Path} hold {rows:N0} rows with the fingerprint {fingerprints}; the micro-batches have {sums.Clicks:N0} click ids with {sums.Fingerprints}. Nothing is published; run compact again, or with --engine local.");
        }
    }
}
