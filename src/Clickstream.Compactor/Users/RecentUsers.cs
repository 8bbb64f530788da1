using System.Collections.Concurrent;

namespace Clickstream.Compactor.Users;

/// <summary>
/// The users of the versions that this run has made, so that they need not be read back for <c>dim_users</c>. Bounded; what does not fit is
/// read.
/// </summary>
internal sealed class RecentUsers
{
    private const int MaxRows = 1_000_000; // About 300 MB.

    private readonly ConcurrentDictionary<string, IReadOnlyList<UserRow>> _versions = new(StringComparer.Ordinal);
    private int _rows;

    /// <summary>Keeps the users of a version, if there is room.</summary>
    public void Keep(string version, IReadOnlyList<UserRow> users)
    {
        if (Interlocked.Add(ref _rows, users.Count) <= MaxRows)
        {
            _versions[version] = users;
        }
    }

    /// <summary>The users of a version, as copies that may be changed; null if they were not kept.</summary>
    public IEnumerable<UserRow>? Find(string version) =>
        _versions.TryGetValue(version, out var users) ? users.Select(user => user.Copy()) : null;
}
