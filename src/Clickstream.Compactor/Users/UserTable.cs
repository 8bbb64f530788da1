using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Users;

/// <summary>
/// Makes versions of <c>dim_users</c> from the users of each hour's version. A restated hour replaces its own part,
/// so the result is a function of the published hours alone.
/// </summary>
internal sealed class UserTable(TableRun run)
{
    /// <summary>The table's name in results.</summary>
    public const string Name = "dim_users";

    private const string DataFileName = "part-00000.parquet";

    /// <summary>Brings the table up to date.</summary>
    /// <returns>Null if there is nothing to do.</returns>
    /// <exception cref="IOException">It cannot be done; nothing is changed.</exception>
    public Task<PartResult?> CompactAsync(CancellationToken cancellationToken) => run.PublishAsync(
        LakeLayout.DimUsers,
        () => run.Manifests.GetUsersAsync(cancellationToken),
        async (previous, folder) =>
        {
            var hours = await GetHoursAsync(cancellationToken);
            return IsUpToDate(previous, hours) ? ((UsersManifest, PartResult)?)null : await WriteVersionAsync(previous, hours, folder, cancellationToken);
        },
        ManifestJson.Serialize,
        cancellationToken);

    private static bool IsUpToDate(UsersManifest? previous, SortedDictionary<string, HourManifest> hours) =>
        hours.Count == (previous?.Hours.Count ?? 0)
        && hours.All(pair => previous!.Hours.TryGetValue(pair.Key, out var version) && version == pair.Value.Version);

    // Ordinal order of the paths is the order of the hours.
    private async Task<SortedDictionary<string, HourManifest>> GetHoursAsync(CancellationToken cancellationToken)
    {
        var hours = new SortedDictionary<string, HourManifest>(StringComparer.Ordinal);
        foreach (var hour in await run.Manifests.ListHoursAsync(LakeLayout.FactClicks, cancellationToken))
        {
            if ((await run.Manifests.GetHourAsync(hour, cancellationToken)).Manifest is { } manifest)
            {
                hours.Add(hour.Path, manifest);
            }
        }

        return hours;
    }

    private async Task<(UsersManifest Manifest, PartResult Result)> WriteVersionAsync(
        UsersManifest? previous, SortedDictionary<string, HourManifest> hours, VersionFolder folder, CancellationToken cancellationToken)
    {
        var users = new Dictionary<string, UserRow>(StringComparer.Ordinal);
        var added = hours.Select(pair => pair.Value).ToList();
        if (previous is not null && OnlyLaterHours(previous, hours))
        {
            // The table is a sum in order of hours, so hours behind the last one can be added to the table as it is.
            foreach (var table in previous.Files)
            {
                Add(users, await ReadAsync(table, cancellationToken));
            }

            added.RemoveAll(hour => previous.Hours.ContainsKey(hour.Hour));
        }

        foreach (var hour in added)
        {
            foreach (var part in hour.Buckets.Select(bucket => bucket.Derived[DerivedFiles.Users]))
            {
                Add(users, run.RecentUsers.Find(part.Key) ?? await ReadAsync(part, cancellationToken));
            }
        }

        var rows = users.Values.OrderBy(user => user.UserId, StringComparer.Ordinal).ToArray();
        var file = await folder.WriteAsync(
            DataFileName, output => UserFile.WriteAsync(rows, run.Options.Codec, output, cancellationToken), cancellationToken);
        var manifest = new UsersManifest
        {
            Version = folder.Version,
            Created = run.Time.GetUtcNow(),
            Files = [file with { Rows = rows.Length }],
            Users = rows.Length,
            Hours = hours.ToDictionary(pair => pair.Key, pair => pair.Value.Version),
        };
        return (manifest, new PartResult(Name, null, CompactOutcome.Published)
        {
            Version = manifest.Version,
            Rows = manifest.Users,
            Bytes = manifest.Files.Sum(table => table.Bytes),
        });
    }

    private static bool OnlyLaterHours(UsersManifest previous, SortedDictionary<string, HourManifest> hours)
    {
        var last = previous.Hours.Keys.Max(StringComparer.Ordinal);
        return previous.Hours.All(pair => hours.TryGetValue(pair.Key, out var hour) && hour.Version == pair.Value)
            && hours.Keys.All(hour => previous.Hours.ContainsKey(hour) || string.CompareOrdinal(hour, last) > 0);
    }

    private async Task<IEnumerable<UserRow>> ReadAsync(DataFile file, CancellationToken cancellationToken)
    {
        await using var content = await PublishedFile.OpenAsync(run.Store, file, cancellationToken);
        return await UserFile.ReadAsync(content, cancellationToken);
    }

    private static void Add(Dictionary<string, UserRow> users, IEnumerable<UserRow> added)
    {
        foreach (var user in added)
        {
            if (!users.TryAdd(user.UserId, user))
            {
                users[user.UserId].Add(user);
            }
        }
    }
}
