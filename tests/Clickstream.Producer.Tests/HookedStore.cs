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

    /// <summary>Called before and after every put.</summary>
    public Action<ObjectKey> AroundPut { get; init; } = _ => { };

    /// <summary>The answer to a conditional put is lost, and what is asked again meets what it put itself, as a client of S3 does.</summary>
    public Predicate<ObjectKey> LosesAnswer { get; init; } = _ => false;

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        IsGone(key) ? Task.FromResult<Stream?>(null) : inner.OpenReadAsync(key, cancellationToken);

    public async Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        AroundPut(key);
        var tag = await inner.PutAsync(key, content, cancellationToken);
        AroundPut(key);
        return tag;
    }

    public async Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        BeforeConditionalPut?.Invoke(key);
        AroundPut(key);
        var first = await inner.PutIfAbsentAsync(key, content, cancellationToken);
        AroundPut(key);
        return LosesAnswer(key) ? await inner.PutIfAbsentAsync(key, content, cancellationToken) : first;
    }

    public async Task<ETag?> PutIfMatchAsync(ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken)
    {
        BeforeConditionalPut?.Invoke(key);
        AroundPut(key);
        var first = await inner.PutIfMatchAsync(key, content, expected, cancellationToken);
        AroundPut(key);
        return LosesAnswer(key) ? await inner.PutIfMatchAsync(key, content, expected, cancellationToken) : first;
    }

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        BeforeUpload?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        return inner.BeginUploadAsync(key, cancellationToken);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
