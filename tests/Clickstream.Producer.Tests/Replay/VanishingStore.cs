using Clickstream.Core.Objects;

namespace Clickstream.Producer.Tests.Replay;

/// <summary>A store in which one object is listed and then gone.</summary>
internal sealed class VanishingStore(IObjectStore inner, string name) : IObjectStore
{
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        key.Name == name ? Task.FromResult<Stream?>(null) : inner.OpenReadAsync(key, cancellationToken);

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.PutIfAbsentAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
        inner.PutIfMatchAsync(key, content, expected, cancellationToken);

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) => inner.BeginUploadAsync(key, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
