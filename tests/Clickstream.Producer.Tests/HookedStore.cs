using Clickstream.Core.Objects;

namespace Clickstream.Producer.Tests;

/// <summary>A store in which a test can step in.</summary>
internal sealed class HookedStore(IObjectStore inner) : IObjectStore
{
    /// <summary>Called before an upload begins.</summary>
    public Action? BeforeUpload { get; init; }

    /// <summary>Objects that are listed and then gone.</summary>
    public Predicate<ObjectKey> IsGone { get; init; } = _ => false;

    /// <summary>Called before a conditional put.</summary>
    public Action<ObjectKey>? BeforeConditionalPut { get; init; }

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        IsGone(key) ? Task.FromResult<Stream?>(null) : inner.OpenReadAsync(key, cancellationToken);

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, cancellationToken);

    public Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        BeforeConditionalPut?.Invoke(key);
        return inner.PutIfAbsentAsync(key, content, cancellationToken);
    }

    public Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken)
    {
        BeforeConditionalPut?.Invoke(key);
        return inner.PutIfMatchAsync(key, content, expected, cancellationToken);
    }

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        BeforeUpload?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        return inner.BeginUploadAsync(key, cancellationToken);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
