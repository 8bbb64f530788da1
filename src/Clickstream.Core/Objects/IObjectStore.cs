namespace Clickstream.Core.Objects;

/// <summary>
/// The object store: a folder locally, S3 on AWS. A put is atomic: a reader sees the old object or the new one, never a part.
/// Safe for concurrent use by several processes. Every call may be retried; a conditional put that is retried after a lost answer can report a conflict with itself.
/// A full disk, a read-only folder or missing permission is an <see cref="ObjectStoreException"/> that says what to do.
/// </summary>
public interface IObjectStore
{
    /// <summary>Objects whose key begins with the prefix (a whole or partial path), in ordinal order of key.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Reads a small object whole; null if there is none.</summary>
    Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading from its beginning; null if there is none. Seekable.</summary>
    Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Puts an object, replacing what was there.</summary>
    Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Puts an object if there is none.</summary>
    /// <returns>Null if there is one.</returns>
    Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Replaces an object if its content is still the one named.</summary>
    /// <returns>Null if it is not, or the object is gone.</returns>
    Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken);

    /// <summary>Begins an object that is too large for memory. It appears when it is committed.</summary>
    Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Removes an object; nothing happens if there is none.</summary>
    Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken);
}
