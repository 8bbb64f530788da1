using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>Lets somebody else act, or fails, just before an object is put, under a condition or not.</summary>
internal sealed class HookedStore(IObjectStore inner, Func<ObjectKey, Task> beforePut) : IObjectStore
{
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

    public async Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await beforePut(key);
        return await inner.PutAsync(key, content, cancellationToken);
    }

    public async Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await beforePut(key);
        return await inner.PutIfAbsentAsync(key, content, cancellationToken);
    }

    public async Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken)
    {
        await beforePut(key);
        return await inner.PutIfMatchAsync(key, content, expected, cancellationToken);
    }

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) => inner.BeginUploadAsync(key, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
