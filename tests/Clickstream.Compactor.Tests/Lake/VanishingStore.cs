using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>Lists an object that is gone when it is opened.</summary>
internal sealed class VanishingStore(IObjectStore store, string gone) : IObjectStore
{
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => store.GetAsync(key, cancellationToken);

    public Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        key.Value == gone ? Task.FromResult<System.IO.Stream?>(null) : store.OpenReadAsync(key, cancellationToken);

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.PutAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
        store.PutIfMatchAsync(key, content, expected, cancellationToken);

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        store.BeginUploadAsync(key, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);
}
