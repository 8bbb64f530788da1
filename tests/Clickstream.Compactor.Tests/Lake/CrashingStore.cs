using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>
/// Passes everything on until a certain change, and from then on fails, as if the process had died before that change (or just after it).
/// </summary>
internal sealed class CrashingStore(IObjectStore store, int crashAt, bool isDone) : IObjectStore
{
    private int _changes;

    public bool HasCrashed => Volatile.Read(ref _changes) >= crashAt;

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Alive(store.ListAsync(prefix, cancellationToken));

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Alive(store.GetAsync(key, cancellationToken));

    public Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Alive(store.OpenReadAsync(key, cancellationToken));

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        ChangeAsync(() => store.PutAsync(key, content, cancellationToken));

    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        ChangeAsync(() => store.PutIfAbsentAsync(key, content, cancellationToken));

    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
        ChangeAsync(() => store.PutIfMatchAsync(key, content, expected, cancellationToken));

    public async Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        new Upload(this, await Alive(store.BeginUploadAsync(key, cancellationToken)));

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        await store.DeleteAsync(key, cancellationToken);
        return true;
    });

    private T Alive<T>(T value) => HasCrashed ? throw new IOException("The process has died.") : value;

    private async Task<T> ChangeAsync<T>(Func<Task<T>> change)
    {
        var number = Interlocked.Increment(ref _changes);
        if (number < crashAt)
        {
            return await change();
        }

        if (number == crashAt && isDone)
        {
            await change();
        }

        throw new IOException("The process has died.");
    }

    private sealed class Upload(CrashingStore owner, IObjectUpload upload) : IObjectUpload
    {
        public System.IO.Stream Content => upload.Content;

        public Task CommitAsync(CancellationToken cancellationToken) => owner.ChangeAsync(async () =>
        {
            await upload.CommitAsync(cancellationToken);
            return true;
        });

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}
