using System.Security.Cryptography;
using Clickstream.Core.Objects;
using Clickstream.Local.Folder;

namespace Clickstream.Local.Objects;

/// <summary>
/// A folder as object store, shared by several processes. An object is written under a temporary name in <c>.tmp</c> and then renamed,
/// so a reader sees all of it or nothing. Changes of an object that exists take turns by a lock file, which the system releases when its
/// holder dies.
/// </summary>
public sealed class FolderObjectStore : IObjectStore
{
    /// <summary>No write of ours pauses for so long; what is older has lost its process.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly FolderObjectStoreOptions _options;
    private readonly TemporaryFolder _temporary;
    private readonly KeyLocks _locks;
    private readonly FolderListing _listing;
    private readonly IReadOnlyList<string> _reserved;

    /// <summary>Opens a data folder as object store.</summary>
    /// <exception cref="ObjectStoreException">The folder cannot be written.</exception>
    public FolderObjectStore(LocalDataFolder folder, TimeProvider time, FolderObjectStoreOptions? options = null)
        : this(
            (folder ?? throw new ArgumentNullException(nameof(folder))).Root,
            LocalDataFolder.ReservedNames,
            time,
            options ?? new FolderObjectStoreOptions())
    {
    }

    private FolderObjectStore(string root, IReadOnlyList<string> reserved, TimeProvider time, FolderObjectStoreOptions options)
    {
        _root = Path.GetFullPath(root);
        _options = options;
        _reserved = [.. reserved, TemporaryFolder.Name];
        _temporary = new TemporaryFolder(_root);
        _locks = new KeyLocks(_temporary.LockFolder);
        _listing = new FolderListing(_root, _reserved);
        if (!options.IsReadOnly)
        {
            DiskFault.Guard(_root, () => _temporary.Open(time.GetUtcNow() - LeftoverAge));
        }
    }

    /// <summary>Opens any folder, for instance one of raw files, for reading only. It is never written.</summary>
    /// <exception cref="ObjectStoreException">There is no such folder.</exception>
    public static FolderObjectStore OpenReadOnly(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return Directory.Exists(folder)
            ? new FolderObjectStore(folder, [], TimeProvider.System, new FolderObjectStoreOptions { IsReadOnly = true })
            : throw new ObjectStoreException($"There is no folder '{folder}'. Check the path.");
    }

    /// <summary>Opens any folder, for instance one of raw files, in which objects are to be replaced. Only its folder <c>.tmp</c> is added.</summary>
    /// <exception cref="ObjectStoreException">There is no such folder, or it cannot be written.</exception>
    public static FolderObjectStore OpenFolder(string folder, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return Directory.Exists(folder)
            ? new FolderObjectStore(folder, [], time, new FolderObjectStoreOptions())
            : throw new ObjectStoreException($"There is no folder '{folder}'. Check the path.");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return _listing.List(prefix, cancellationToken).ToAsyncEnumerable();
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return await DiskFault.GuardAsync(key.Value, () => ReadAsync(path, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream?>(DiskFault.Guard(key.Value, () => Open(PathOf(key))));
    }

    /// <inheritdoc/>
    public async Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = WritablePathOf(key);
        return await DiskFault.GuardAsync(key.Value, async () =>
        {
            using var file = await WriteTemporaryAsync(content, cancellationToken).ConfigureAwait(false);
            using var turn = await _locks.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
            file.Publish(path);
            return TagOf(content.Span);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = WritablePathOf(key);
        return await DiskFault.GuardAsync<ETag?>(key.Value, async () =>
        {
            if (File.Exists(path))
            {
                return null;
            }

            using var file = await WriteTemporaryAsync(content, cancellationToken).ConfigureAwait(false);
            using var turn = await _locks.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
            return file.TryPublishNew(path) ? TagOf(content.Span) : null;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ETag?> PutIfMatchAsync(
        ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken)
    {
        var path = WritablePathOf(key);
        return await DiskFault.GuardAsync<ETag?>(key.Value, async () =>
        {
            using var file = await WriteTemporaryAsync(content, cancellationToken).ConfigureAwait(false);
            using var turn = await _locks.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
            var current = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            if (current is null || current.ETag != expected)
            {
                return null;
            }

            file.Publish(path);
            return TagOf(content.Span);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = WritablePathOf(key);
        var file = DiskFault.Guard(key.Value, _temporary.Create);
        return Task.FromResult<IObjectUpload>(new FolderObjectUpload(key, path, file, _locks, _options.FlushToDisk));
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var path = WritablePathOf(key);
        await DiskFault.GuardAsync(key.Value, async () =>
        {
            using var turn = await _locks.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
            EmptyFolders.Delete(path, _root);
            return true;
        }).ConfigureAwait(false);
    }

    private static ETag TagOf(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new ETag(Convert.ToHexStringLower(hash[..16]));
    }

    private static async Task<StoredObject?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var stream = Open(path);
        if (stream is null)
        {
            return null;
        }

        // The name may be given to other content meanwhile, but this open file stays what it is.
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
        return new StoredObject(content, TagOf(content));
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024);
        }
        catch (Exception fault) when (
            fault is FileNotFoundException or DirectoryNotFoundException || DiskFault.IsNotAFolder(fault) || Directory.Exists(path))
        {
            return null;
        }
    }

    private async Task<TemporaryFile> WriteTemporaryAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var file = _temporary.Create();
        try
        {
            await file.Content.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            file.Finish(_options.FlushToDisk);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private string WritablePathOf(ObjectKey key) => _options.IsReadOnly
        ? throw new ObjectStoreException($"'{key}' cannot be changed: '{_root}' was opened for reading only.")
        : PathOf(key);

    private string PathOf(ObjectKey key)
    {
        var slash = key.Value.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? key.Value : key.Value[..slash];
        return _reserved.Contains(first)
            ? throw new ArgumentException($"'{key}' is not an object: '{first}' belongs to the data folder itself.", nameof(key))
            : Path.Combine(_root, key.Value);
    }
}
