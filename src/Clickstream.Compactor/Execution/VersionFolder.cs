using System.Collections.Concurrent;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Execution;

/// <summary>The files of a version in the making. Nobody sees them before a manifest names the version.</summary>
/// <param name="store">Where they go.</param>
/// <param name="root">The folder of the table or of its partition, ending in a slash.</param>
/// <param name="version">The name of the version; a part of the key of each file.</param>
internal sealed class VersionFolder(IObjectStore store, string root, string version)
{
    private readonly ConcurrentBag<DataFile> _files = [];
    private readonly ConcurrentBag<ObjectKey> _adopted = [];

    /// <summary>The name of the version.</summary>
    public string Version => version;

    /// <summary>The folder, ending in a slash.</summary>
    public string Path => $"{root}{version}/";

    /// <summary>The files that were written here, with their checksums.</summary>
    public IEnumerable<DataFile> Files => _files;

    /// <summary>The key of a file.</summary>
    public ObjectKey KeyOf(string name) => new(Path + name);

    /// <summary>Writes one file; several may be written at the same time.</summary>
    /// <returns>What the manifest says of it; rows and times are the caller's to add.</returns>
    public async Task<DataFile> WriteAsync(string name, Func<System.IO.Stream, Task> write, CancellationToken cancellationToken)
    {
        var key = KeyOf(name);
        await using var upload = await store.BeginUploadAsync(key, cancellationToken);
        await using var content = new CountingStream(upload.Content);
        await write(content);
        await upload.CommitAsync(cancellationToken);
        var file = new DataFile(key.Value, 0, content.Length, content.Sha256());
        _files.Add(file);
        return file;
    }

    /// <summary>The files that somebody else wrote into the folder; they are thrown away with it.</summary>
    public async Task<IReadOnlyList<ObjectInfo>> AdoptAsync(CancellationToken cancellationToken)
    {
        var files = new List<ObjectInfo>();
        await foreach (var info in store.ListAsync(Path, cancellationToken))
        {
            files.Add(info);
            _adopted.Add(info.Key);
        }

        return files;
    }

    /// <summary>Removes what was written. What cannot be removed now is garbage that a later run removes.</summary>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _files.Select(file => new ObjectKey(file.Key)).Concat(_adopted))
        {
            await store.DeleteAsync(key, cancellationToken);
        }
    }
}
