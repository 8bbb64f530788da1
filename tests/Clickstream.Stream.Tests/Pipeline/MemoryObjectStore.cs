using System.Globalization;
using System.Runtime.CompilerServices;
using Clickstream.Core.Objects;

namespace Clickstream.Stream.Tests.Pipeline;

/// <summary>An object store in memory, for tests that run thousands of flushes. Not safe for concurrent use.</summary>
internal sealed class MemoryObjectStore : IObjectStore
{
    private readonly SortedDictionary<ObjectKey, (byte[] Content, long Version)> _objects = [];
    private long _versions;

    public IEnumerable<ObjectKey> Keys => _objects.Keys;

    public byte[] this[ObjectKey key]
    {
        get => _objects[key].Content;
        set => _objects[key] = (value, ++_versions);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (key, value) in _objects.Where(pair => pair.Key.Value.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await Task.FromResult(new ObjectInfo(key, value.Content.Length, DateTimeOffset.UnixEpoch));
        }
    }

    public Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult(_objects.TryGetValue(key, out var value) ? new StoredObject(value.Content, Tag(value.Version)) : null);

    public Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult<System.IO.Stream?>(_objects.TryGetValue(key, out var value) ? new MemoryStream(value.Content, writable: false) : null);

    public Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        this[key] = content.ToArray();
        return Task.FromResult(Tag(_versions));
    }

    public async Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _objects.ContainsKey(key) ? null : await PutAsync(key, content, cancellationToken);

    public async Task<ETag?> PutIfMatchAsync(
        ObjectKey key,
        ReadOnlyMemory<byte> content,
        ETag expected,
        CancellationToken cancellationToken) =>
        _objects.TryGetValue(key, out var value) && Tag(value.Version) == expected ? await PutAsync(key, content, cancellationToken) : null;

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult<IObjectUpload>(new Upload(this, key));

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        _objects.Remove(key);
        return Task.CompletedTask;
    }

    private static ETag Tag(long version) => new(version.ToString(CultureInfo.InvariantCulture));

    private sealed class Upload(MemoryObjectStore store, ObjectKey key) : IObjectUpload
    {
        private readonly MemoryStream _content = new();

        public System.IO.Stream Content => _content;

        public Task CommitAsync(CancellationToken cancellationToken) => store.PutAsync(key, _content.ToArray(), cancellationToken);

        public ValueTask DisposeAsync() => _content.DisposeAsync();
    }
}
