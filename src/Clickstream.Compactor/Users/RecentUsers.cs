using System.Collections.Concurrent;

namespace Clickstream.Compactor.Users;

/// <summary>
/// The users of the buckets that this run has written, so that they need not be read back for <c>dim_users</c>. Bounded; what does not fit is
/// read.
/// </summary>
internal sealed class RecentUsers
{
    private const int MaxRows = 1_000_000; // About 300 MB.

    private readonly ConcurrentDictionary<string, IReadOnlyList<UserRow>> _files = new(StringComparer.Ordinal);
    private int _rows;

    /// <summary>Keeps the users of a file, if there is room.</summary>
    public void Keep(string key, IReadOnlyList<UserRow> users)
    {
        if (Interlocked.Add(ref _rows, users.Count) <= MaxRows)
        {
            _files[key] = users;
        }
    }

    /// <summary>The users of a file, as copies that may be changed; null if they were not kept.</summary>
    public IEnumerable<UserRow>? Find(string key) =>
        _files.TryGetValue(key, out var users) ? users.Select(user => user.Copy()) : null;
}
