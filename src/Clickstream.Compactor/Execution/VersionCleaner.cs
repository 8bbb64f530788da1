using Clickstream.Compactor.Dimensions;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Execution;

/// <summary>
/// Removes the files of versions that no manifest names: those that a crash left, and those that were replaced.
/// A version goes only when its newest file and the manifest that does not name it are both older than the grace period; files of an older
/// version that the manifest still names stay.
/// </summary>
internal sealed class VersionCleaner(TableRun run)
{
    /// <summary>Cleans all tables.</summary>
    /// <returns>Objects removed.</returns>
    public async Task<int> CleanAsync(CancellationToken cancellationToken) =>
        await CleanAsync(LakeLayout.FactClicks, cancellationToken)
        + await CleanAsync(LakeLayout.Engagement, cancellationToken)
        + await new DimensionCleaner(run).CleanAsync(cancellationToken);

    private async Task<int> CleanAsync(string table, CancellationToken cancellationToken)
    {
        var folders = new Dictionary<(string Root, string Version), List<ObjectInfo>>();
        await foreach (var info in run.Store.ListAsync(table, cancellationToken))
        {
            // Files that Athena wrote may lie one folder deeper.
            var segments = info.Key.Value.Split('/');
            var at = segments.Length >= 3 && segments[^2].StartsWith("bucket=", StringComparison.Ordinal) ? segments.Length - 3 : segments.Length - 2;
            if (at > 0 && segments[at] is var version && version.StartsWith('v') && !version.Contains('='))
            {
                var root = string.Join('/', segments[..at]) + "/";
                if (!folders.TryGetValue((root, version), out var files))
                {
                    folders.Add((root, version), files = []);
                }

                files.Add(info);
            }
        }

        var removed = 0;
        foreach (var root in folders.GroupBy(pair => pair.Key.Root))
        {
            removed += await CleanAsync(
                table, root.Key, root.ToDictionary(pair => pair.Key.Version, pair => pair.Value), cancellationToken);
        }

        return removed;
    }

    private async Task<int> CleanAsync(
        string table, string root, Dictionary<string, List<ObjectInfo>> versions, CancellationToken cancellationToken)
    {
        var oldest = run.Time.GetUtcNow() - run.Options.GracePeriod;
        var old = versions.Where(pair => pair.Value.All(file => file.LastModified <= oldest)).ToArray();
        if (old.Length == 0)
        {
            return 0;
        }

        // Read after the listing: what is published from now on is younger than the grace period.
        var manifest = await GetCurrentAsync(table, root, cancellationToken);
        if (manifest.Created > oldest)
        {
            return 0;
        }

        var removed = 0;
        foreach (var file in old.Where(pair => pair.Key != manifest.Version).SelectMany(pair => pair.Value).Where(file => !manifest.Named.Contains(file.Key.Value)))
        {
            await run.Store.DeleteAsync(file.Key, cancellationToken);
            removed++;
        }

        return removed;
    }

    // A manifest that cannot be read names everything, so nothing is removed: the exception ends the cleaning.
    private async Task<(string? Version, DateTimeOffset Created, IReadOnlySet<string> Named)> GetCurrentAsync(
        string table, string root, CancellationToken cancellationToken)
    {
        IManifest? manifest;
        if (!Hour.TryParse(root[table.Length..^1], out var hour))
        {
            return (null, DateTimeOffset.MaxValue, new HashSet<string>()); // Not of our making, so it is left alone.
        }
        else if (table == LakeLayout.FactClicks)
        {
            manifest = (await run.Manifests.GetHourAsync(hour, cancellationToken)).Manifest;
        }
        else
        {
            manifest = (await run.Manifests.GetEngagementAsync(hour, cancellationToken)).Manifest;
        }

        return (manifest?.Version, manifest?.Created ?? DateTimeOffset.MinValue, (manifest?.AllFiles ?? []).Select(file => file.Key).ToHashSet());
    }
}
