using Clickstream.Compactor.Columns;
using Clickstream.Compactor.Execution;
using Clickstream.Compactor.Parquet;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Dimensions;

/// <summary>
/// Makes versions of the dimensions from what each bucket of each published hour adds. A bucket that is written anew replaces its own part, so the tables
/// are a function of the published facts alone: neither the order in which hours came nor how often they were restated shows.
/// </summary>
internal sealed class DimensionTables(TableRun run)
{
    /// <summary>The name in results.</summary>
    public const string Name = "dimensions";

    private const int RowsPerFile = 1 << 20; // About 30 MB; the rows of one file are in memory.

    /// <summary>Brings the tables up to date.</summary>
    /// <returns>Null if there is nothing to do.</returns>
    /// <exception cref="IOException">It cannot be done; nothing is changed.</exception>
    public Task<PartResult?> CompactAsync(CancellationToken cancellationToken) => run.PublishAsync(
        LakeLayout.Dimensions,
        () => run.Manifests.GetDimensionsAsync(cancellationToken),
        async (previous, folder) =>
        {
            var hours = await GetHoursAsync(cancellationToken);
            return IsUpToDate(previous, hours) ? ((DimensionsManifest, PartResult)?)null : await WriteVersionAsync(previous, hours, folder, cancellationToken);
        },
        ManifestJson.Serialize,
        cancellationToken);

    private static bool IsUpToDate(DimensionsManifest? previous, SortedDictionary<string, HourManifest> hours) =>
        hours.Count == (previous?.Hours.Count ?? 0)
        && hours.All(pair => previous!.Hours.TryGetValue(pair.Key, out var version) && version == pair.Value.Version);

    // Ordinal order of the paths is the order of the hours.
    private async Task<SortedDictionary<string, HourManifest>> GetHoursAsync(CancellationToken cancellationToken) => new(
        (await PublishedLake.ReadFactsAsync(run.Store, cancellationToken)).ToDictionary(manifest => manifest.Hour), StringComparer.Ordinal);

    private async Task<(DimensionsManifest Manifest, PartResult Result)> WriteVersionAsync(
        DimensionsManifest? previous, SortedDictionary<string, HourManifest> hours, VersionFolder folder, CancellationToken cancellationToken)
    {
        var versions = hours.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Version)).ToList();
        var pieces = DimensionPlan.For(versions);
        var sums = new SortedDictionary<string, DimensionSum>(StringComparer.Ordinal);
        foreach (var piece in pieces)
        {
            await SumAsync(piece, previous, hours, sums, folder, cancellationToken);
        }

        using var sink = new TableSink(folder, run.Options.Codec, RowsPerFile);
        await MergeAsync(pieces, hours, sums, sink, cancellationToken);
        var manifest = new DimensionsManifest
        {
            Version = folder.Version,
            Created = run.Time.GetUtcNow(),
            Tables = sink.Files,
            Hours = versions.ToDictionary(),
            Sums = sums,
        };
        return (manifest, new PartResult(Name, null, CompactOutcome.Published)
        {
            Version = manifest.Version,
            Rows = manifest.Files.Sum(file => file.Rows),
            Bytes = manifest.Files.Sum(file => file.Bytes),
        });
    }

    // What the previous version has of the same hours and versions is used again, wherever it lies.
    private async Task SumAsync(
        DimensionNode node,
        DimensionsManifest? previous,
        SortedDictionary<string, HourManifest> hours,
        SortedDictionary<string, DimensionSum> sums,
        VersionFolder folder,
        CancellationToken cancellationToken)
    {
        if (node.Children.Count == 0)
        {
            return;
        }

        // The sums below are kept too: they are needed when another hour of this one's changes.
        foreach (var child in node.Children)
        {
            await SumAsync(child, previous, hours, sums, folder, cancellationToken);
        }

        if (previous?.Sums.TryGetValue(node.Path, out var known) == true && known.Of == node.Of)
        {
            sums.Add(node.Path, known);
            return;
        }

        var rows = 0L;
        var file = await folder.WriteAsync(
            $"_sum-{node.Path.Replace('/', '-')}.bin",
            async output =>
            {
                using var part = new PartWriter(output);
                await MergeAsync(node.Children, hours, sums, new SumSink(part), cancellationToken);
                rows = part.Count;
            },
            cancellationToken);
        sums.Add(node.Path, new DimensionSum(node.Of, file with { Rows = rows }));
    }

    private async Task MergeAsync(
        IReadOnlyList<DimensionNode> nodes,
        SortedDictionary<string, HourManifest> hours,
        SortedDictionary<string, DimensionSum> sums,
        IDimensionSink sink,
        CancellationToken cancellationToken)
    {
        var parts = new List<PartReader>();
        try
        {
            foreach (var node in nodes)
            {
                if (sums.TryGetValue(node.Path, out var sum))
                {
                    parts.Add(await OpenAsync(sum.File, cancellationToken));
                    continue;
                }

                foreach (var bucket in hours[node.Path].Buckets.Where(bucket => bucket.Rows > 0))
                {
                    parts.Add(bucket.Derived.TryGetValue(DimensionPart.PartName, out var file)
                        ? await OpenAsync(file, cancellationToken)
                        : await MakeAsync(bucket, cancellationToken));
                }
            }

            await DimensionMerge.RunAsync(parts, sink, cancellationToken);
        }
        finally
        {
            foreach (var part in parts)
            {
                await part.DisposeAsync();
            }
        }
    }

    private async Task<PartReader> OpenAsync(DataFile file, CancellationToken cancellationToken) => new(
        file.Key,
        run.RecentParts.Find(file.Key) is { } recent
            ? new MemoryStream(recent, writable: false)
            : await PublishedFile.OpenAsync(run.Store, file, cancellationToken));

    // The bucket was written by a program that did not know these tables.
    private async Task<PartReader> MakeAsync(HourBucket bucket, CancellationToken cancellationToken)
    {
        using var columns = new FactColumns();
        foreach (var file in bucket.Files)
        {
            await using var content = await PublishedFile.OpenAsync(run.Store, file, cancellationToken);
            await FactFileReader.ReadAsync(content, columns, cancellationToken);
        }

        var part = new MemoryStream();
        await DimensionPart.WriteAsync(columns, part, cancellationToken);
        part.Position = 0;
        return new PartReader(bucket.Files[0].Key, part);
    }
}
