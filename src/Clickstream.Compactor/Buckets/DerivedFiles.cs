using Clickstream.Compactor.Users;

namespace Clickstream.Compactor.Buckets;

/// <summary>All files that are derived from the rows of a bucket.</summary>
/// <param name="recentUsers">Keeps the users that were written last.</param>
internal sealed class DerivedFiles(RecentUsers recentUsers)
{
    /// <summary>The users of a bucket, in <see cref="Core.Lake.HourBucket.Derived"/>.</summary>
    public const string Users = "users";

    /// <summary>In the order in which they are written.</summary>
    public IReadOnlyList<DerivedFile> All { get; } = [new HourUsersFile(recentUsers)];
}
