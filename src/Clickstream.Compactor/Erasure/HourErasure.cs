using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Erasure;

/// <summary>Takes a person out of the published version of an hour of <c>fact_clicks</c>, one bucket after the other.</summary>
internal sealed class HourErasure(TableRun run, Person person, ErasureMode mode)
{
    private const int RowsPerCopy = 1024;

    private readonly DerivedFiles _derived = new(run.RecentParts);

    /// <summary>Rows of theirs in the published version.</summary>
    /// <exception cref="InvalidDataException">A file of it is gone or damaged.</exception>
    public async Task<long> CountAsync(HourManifest manifest, CancellationToken cancellationToken)
    {
        var rows = 0L;
        foreach (var bucket in Candidates(manifest))
        {
            var theirs = new EventBatch();
            (await SplitAsync(bucket, theirs, cancellationToken)).Dispose();
            rows += theirs.Count;
        }

        return rows;
    }

    /// <summary>The anonymous ids and sessions on rows of the user.</summary>
    public async Task LinksAsync(HourManifest manifest, ISet<string> anonymous, ISet<string> sessions, CancellationToken cancellationToken)
    {
        foreach (var bucket in Candidates(manifest))
        {
            var theirs = new EventBatch();
            (await SplitAsync(bucket, theirs, cancellationToken)).Dispose();
            foreach (ref readonly var row in theirs.Rows)
            {
                AddText(anonymous, theirs.GetString(row.AnonymousId));
                AddText(sessions, theirs.GetString(row.SessionId));
            }
        }

        static void AddText(ISet<string> to, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                to.Add(text);
            }
        }
    }

    /// <summary>Makes a version without them and publishes it.</summary>
    /// <param name="hour">The hour.</param>
    /// <param name="isFenced">
    /// Replace the manifest even if they are not in it: a compactor that read their micro-batches before then cannot publish them.
    /// </param>
    /// <param name="cancellationToken">Aborts; nothing is changed.</param>
    /// <returns>Rows of theirs that were in it.</returns>
    public async Task<long> EraseAsync(Hour hour, bool isFenced, CancellationToken cancellationToken)
    {
        var result = await run.PublishAsync(
            $"{LakeLayout.FactClicks}{hour.Partition}/",
            () => run.Manifests.GetHourAsync(hour, cancellationToken),
            async (previous, folder) => previous is null ? null
                : await WriteAsync(hour, previous, folder, cancellationToken) is { } version ? version
                : isFenced ? (previous with { Created = Later(previous.Created) }, new PartResult(FactTable.Name, hour.Path, CompactOutcome.UpToDate))
                : ((HourManifest, PartResult)?)null,
            ManifestJson.Serialize,
            cancellationToken);
        return result?.Inputs ?? 0;
    }

    private DateTimeOffset Later(DateTimeOffset created) => run.Time.GetUtcNow() is var now && now > created ? now : created.AddTicks(1);

    private IEnumerable<HourBucket> Candidates(HourManifest manifest)
    {
        var only = BucketOfUser(manifest);
        return manifest.Buckets.Where(bucket => person.HasLinks || bucket.Number == only);
    }

    private int BucketOfUser(HourManifest manifest) => VisitorHash.BucketOf(
        VisitorHash.Of(System.Text.Encoding.UTF8.GetBytes(person.User), default, default), BucketPlan.BitsOf(manifest));

    private async Task<(HourManifest Manifest, PartResult Result)?> WriteAsync(
        Hour hour, HourManifest previous, VersionFolder folder, CancellationToken cancellationToken)
    {
        var moved = new EventBatch();
        foreach (var bucket in Candidates(previous))
        {
            (await SplitAsync(bucket, moved, cancellationToken)).Dispose();
        }

        if (moved.Count == 0)
        {
            return null;
        }

        var (buckets, orders) = await WriteBucketsAsync(hour, previous, moved, folder, cancellationToken);
        var revenue = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var bucket in buckets)
        {
            revenue.AddAll(bucket.Revenue);
        }

        var erased = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        erased.AddAll(previous.ErasedRevenue);
        erased.AddAll(previous.Revenue);
        erased.AddAll(revenue.ToDictionary(pair => pair.Key, pair => -pair.Value));
        var accepted = buckets.Sum(bucket => bucket.Rows);
        var manifest = previous with
        {
            Version = folder.Version,
            Created = run.Time.GetUtcNow(),
            Buckets = buckets,
            Accepted = accepted,
            Orders = orders,
            Revenue = revenue,
            Erased = previous.Erased + previous.Accepted - accepted,
            ErasedRevenue = new SortedDictionary<string, decimal>(erased.Where(pair => pair.Value != 0).ToDictionary(), StringComparer.Ordinal),
        };
        var expected = mode == ErasureMode.Remove ? previous.Accepted - moved.Count : previous.Accepted;
        return accepted == expected
            ? (manifest, new PartResult(FactTable.Name, hour.Path, CompactOutcome.Published) { Rows = accepted, Inputs = moved.Count })
            : throw new InvalidDataException($"{hour.Path} would have {accepted} rows instead of {expected}; nothing was changed.");
    }

    private async Task<(HourBucket[] Buckets, long Orders)> WriteBucketsAsync(
        Hour hour, HourManifest previous, EventBatch moved, VersionFolder folder, CancellationToken cancellationToken)
    {
        var (bits, route) = (BucketPlan.BitsOf(previous), new BucketRoute());
        route.Begin(bits);
        for (var i = 0; mode == ErasureMode.Pseudonymise && i < moved.Count; i++)
        {
            person.Pseudonymise(moved, ref moved.RowAt(i));
            route.Add(moved, i, bits);
        }

        var writer = new BucketWriter(run, _derived, folder) { HasKeys = bits > 0 };
        var (buckets, orders) = (new HourBucket[previous.Buckets.Count], new HashSet<UInt128>());
        foreach (var bucket in previous.Buckets)
        {
            using var columns = await SplitAsync(bucket, new EventBatch(), cancellationToken);
            columns.Add(moved, route[bucket.Number]);
            columns.Reorder(RowOrder.Of(columns, hour));
            var sums = PurchaseSums.Of(columns);
            buckets[bucket.Number] = await writer.WriteAsync(bucket.Number, columns, sums, cancellationToken);
            orders.UnionWith(sums.Orders);
        }

        return (buckets, orders.Count);
    }

    // Adds their rows to a batch, and gives the others.
    private async Task<FactColumns> SplitAsync(HourBucket bucket, EventBatch theirs, CancellationToken cancellationToken)
    {
        using var columns = new FactColumns();
        foreach (var file in bucket.Files)
        {
            await using var content = await PublishedFile.OpenAsync(run.Store, file, cancellationToken);
            await FactFileReader.ReadAsync(content, columns, cancellationToken);
        }

        return Split(columns, theirs);
    }

    private FactColumns Split(FactColumns columns, EventBatch theirs)
    {
        var (others, batch, chosen) = (new FactColumns(), new EventBatch(), new List<int>());
        others.EnsureCapacity(columns.Count);
        for (var row = 0; row < columns.Count; row++)
        {
            RowCopy.Append(columns, row, batch);
            var at = batch.Count - 1;
            if (person.Owns(batch, in batch.RowAt(at)))
            {
                RowCopy.Append(columns, row, theirs);
            }
            else
            {
                chosen.Add(at);
            }

            if (batch.Count == RowsPerCopy || row == columns.Count - 1)
            {
                others.Add(batch, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(chosen));
                batch.Clear();
                chosen.Clear();
            }
        }

        return others;
    }
}
