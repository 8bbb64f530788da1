using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Dimensions;

/// <summary>Removes files of the dimensions that the manifest does not name, when they and the manifest are older than the grace period.</summary>
internal sealed class DimensionCleaner(TableRun run)
{
    /// <summary>Cleans.</summary>
    /// <returns>Objects removed.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        var oldest = run.Time.GetUtcNow() - run.Options.GracePeriod;
        var old = new List<ObjectKey>();
        await foreach (var info in run.Store.ListAsync(LakeLayout.Dimensions, cancellationToken))
        {
            if (info.LastModified <= oldest && info.Key != LakeLayout.DimensionsManifest)
            {
                old.Add(info.Key);
            }
        }

        // Read after the listing: what is published from now on is younger than the grace period.
        if (old.Count == 0 || (await run.Manifests.GetDimensionsAsync(cancellationToken)).Manifest is not { } manifest || manifest.Created > oldest)
        {
            return 0;
        }

        var named = manifest.Files.Concat(manifest.Sums.Values.Select(sum => sum.File)).Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        var removed = 0;
        foreach (var key in old.Where(key => !named.Contains(key.Value)))
        {
            await run.Store.DeleteAsync(key, cancellationToken);
            removed++;
        }

        return removed;
    }
}
