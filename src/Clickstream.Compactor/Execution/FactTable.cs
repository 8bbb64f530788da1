using System.Collections.Concurrent;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Erasure;
using Clickstream.Compactor.Plan;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>Makes versions of the hours of <c>fact_clicks</c> from micro-batches.</summary>
internal sealed class FactTable(TableRun run)
{
    /// <summary>The table's name in results.</summary>
    public const string Name = "fact_clicks";

    private readonly HourWriter _writer = new(run);

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

    private async Task<(HourManifest Manifest, PartResult Result)> WriteVersionAsync(
        Hour hour, HourManifest? previous, IReadOnlyList<PlannedBatch> batches, VersionFolder folder, CancellationToken cancellationToken)
    {
        var bytes = (batches.Sum(batch => batch.Object.Size) * BucketPlan.PublishedPerLandedByte) + (previous?.Files.Sum(file => file.Bytes) ?? 0);
        using var inputs = new HourInputs(hour, previous?.Covered ?? [], BucketPlan.BitsFor(bytes, previous, run.Options), run.Memory)
        {
            Tombstones = await Tombstones.ReadAsync(run.Store, cancellationToken),
        };
        await ReadBatchesAsync(batches, inputs, cancellationToken);
        var news = new HourNews(inputs.Landed, inputs.Revenue)
        {
            Erased = inputs.Erased,
            ErasedRevenue = inputs.ErasedRevenue,
            Consumed = [.. batches.Select(batch => batch.Object.Key.Name)],
            Covered = [.. batches.Select(batch => batch.Range).OfType<PositionRange>()],
        };
        var (manifest, result) = await _writer.WriteAsync(hour, previous, inputs, news, folder, cancellationToken);
        return (manifest, result with { MicroBatches = batches.Count });
    }

    private async Task ReadBatchesAsync(IReadOnlyList<PlannedBatch> batches, HourInputs inputs, CancellationToken cancellationToken)
    {
        var readers = new ConcurrentBag<BatchReader>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = run.Options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(batches.Where(batch => batch.Reading != BatchReading.Skip), parallel, async (batch, token) =>
        {
            var reader = readers.TryTake(out var idle) ? idle : new BatchReader(run.Store);
            await run.OnProcessorAsync(() => reader.ReadAsync(batch, inputs, token), token);
            readers.Add(reader);
        });
    }
}
