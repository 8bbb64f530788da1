using System.Globalization;
using System.Text;
using Clickstream.Core.Objects;

namespace Clickstream.Local.Objects;

/// <summary>
/// Lets the changes of one object take turns, across processes: an exclusive lock (flock) on one of a fixed set of files, chosen by the
/// key.
/// The files are never removed, since a removed lock file could be held by two at once; the system releases a lock when its holder dies.
/// </summary>
internal sealed class KeyLocks(string folder)
{
    private const int Files = 64; // Two keys that share a file only wait for each other's rename.

    public Task<FileStream> AcquireAsync(ObjectKey key, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(Path.Combine(folder, NumberOf(key).ToString("x2", CultureInfo.InvariantCulture)), cancellationToken);

    /// <summary>FNV-1a of the key: the same in every process, unlike string.GetHashCode.</summary>
    private static int NumberOf(ObjectKey key)
    {
        var hash = 2166136261u;
        foreach (var letter in Encoding.UTF8.GetBytes(key.Value))
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)(hash % Files);
    }
}
