using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>Has an object that breaks while it is read.</summary>
internal sealed class BreakingStore(IObjectStore store, string broken, Exception fault) : IObjectStore
{
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => store.GetAsync(key, cancellationToken);

    public Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        key.Value == broken ? Task.FromResult<System.IO.Stream?>(new BreakingStream(fault)) : store.OpenReadAsync(key, cancellationToken);

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.PutAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.PutIfAbsentAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken) =>
        store.PutIfMatchAsync(key, content, expected, cancellationToken);

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        store.BeginUploadAsync(key, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    private sealed class BreakingStream(Exception fault) : MemoryStream(new byte[100])
    {
        // A part of the first line, and then the fault.
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position > 0)
            {
                return ValueTask.FromException<int>(fault);
            }

            "{\"click_id\":"u8.CopyTo(buffer.Span);
            Position = "{\"click_id\":"u8.Length;
            return ValueTask.FromResult((int)Position);
        }
    }
}
