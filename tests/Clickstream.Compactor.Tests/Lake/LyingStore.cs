using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>Stores another byte than it was given in uploads whose key holds a text, as a bad disk does.</summary>
internal sealed class LyingStore(MemoryObjectStore store, string about) : IObjectStore
{
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => store.GetAsync(key, cancellationToken);

    public Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) => store.OpenReadAsync(key, cancellationToken);

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.PutAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
        store.PutIfMatchAsync(key, content, expected, cancellationToken);

    public async Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        new Upload(store, key, await store.BeginUploadAsync(key, cancellationToken), key.Value.Contains(about, StringComparison.Ordinal));

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    private sealed class Upload(MemoryObjectStore store, ObjectKey key, IObjectUpload upload, bool isLie) : IObjectUpload
    {
        public System.IO.Stream Content => upload.Content;

        public async Task CommitAsync(CancellationToken cancellationToken)
        {
            await upload.CommitAsync(cancellationToken);
            if (isLie)
            {
                var content = store[key.Value].ToArray();
                content[content.Length / 2] ^= 0x10;
                store[key.Value] = content;
            }
        }

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}
