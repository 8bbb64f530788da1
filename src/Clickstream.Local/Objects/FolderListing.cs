using System.IO.Enumeration;
using Clickstream.Core.Objects;

namespace Clickstream.Local.Objects;

/// <summary>
/// Lists a folder as an object store does: all keys with a prefix, in ordinal order of the whole key. What vanishes meanwhile is left
/// out.
/// </summary>
internal sealed class FolderListing(string root, IReadOnlyList<string> reserved)
{
    public IEnumerable<ObjectInfo> List(string prefix, CancellationToken cancellationToken)
    {
        var slash = prefix.LastIndexOf('/');
        var folder = slash < 0 ? string.Empty : prefix[..(slash + 1)];
        return folder.Split('/').SkipLast(1).Any(segment => segment is "" or "." or "..") || IsReserved(folder)
            ? []
            : Walk(folder, prefix[(slash + 1)..], cancellationToken);
    }

    private static bool IsGone(Exception fault) =>
        fault is DirectoryNotFoundException or FileNotFoundException || DiskFault.IsNotAFolder(fault);

    private IEnumerable<ObjectInfo> Walk(string folder, string namePrefix, CancellationToken cancellationToken)
    {
        foreach (var entry in Entries(folder, namePrefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.IsFolder)
            {
                foreach (var found in Walk(entry.Key, string.Empty, cancellationToken))
                {
                    yield return found;
                }
            }
            else
            {
                yield return new ObjectInfo(KeyOf(entry.Key), entry.Size, entry.LastModified);
            }
        }
    }

    /// <summary>
    /// What is in one folder. The key of a folder ends with a slash, so that <c>a-b</c> comes before <c>a/b</c>, as it does in S3.
    /// </summary>
    private List<Entry> Entries(string folder, string namePrefix)
    {
        var entries = new List<Entry>();
        try
        {
            var found = new FileSystemEnumerable<Entry>(
                Path.Combine(root, folder),
                (ref FileSystemEntry entry) => Entry.Of(folder, ref entry),
                new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None });
            foreach (var entry in found)
            {
                if (entry.Name.StartsWith(namePrefix, StringComparison.Ordinal) && !(folder.Length == 0 && reserved.Contains(entry.Name)))
                {
                    entries.Add(entry);
                }
            }
        }
        catch (Exception fault) when (IsGone(fault))
        {
            return [];
        }
        catch (Exception fault) when (DiskFault.IsKnown(fault))
        {
            throw DiskFault.Explain(folder, fault);
        }

        entries.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return entries;
    }

    private bool IsReserved(string folder) =>
        folder.Length > 0 && reserved.Contains(folder[..folder.IndexOf('/', StringComparison.Ordinal)]);

    private static ObjectKey KeyOf(string text)
    {
        try
        {
            return new ObjectKey(text);
        }
        catch (ArgumentException fault)
        {
            // Leaving it out would lose its events without a word.
            throw new ObjectStoreException($"The file '{text}' has a name that no object can have. Rename it.", fault);
        }
    }

    private readonly record struct Entry(string Key, string Name, bool IsFolder, long Size, DateTimeOffset LastModified)
    {
        public static Entry Of(string folder, ref FileSystemEntry entry)
        {
            var name = entry.FileName.ToString();
            return entry.IsDirectory
                ? new Entry(folder + name + "/", name, true, 0, default)
                : new Entry(folder + name, name, false, entry.Length, entry.LastWriteTimeUtc);
        }
    }
}
