using Clickstream.Core.Objects;

namespace Clickstream.Producer.Tests.Generate;

/// <summary>A store that stops its user after some uploads.</summary>
internal sealed class StoppingStore(IObjectStore inner, int uploads, CancellationTokenSource stop) : IObjectStore
{
    private int _uploads;

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.PutIfAbsentAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
        inner.PutIfMatchAsync(key, content, expected, cancellationToken);

    public async Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _uploads) > uploads)
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await inner.BeginUploadAsync(key, cancellationToken);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
