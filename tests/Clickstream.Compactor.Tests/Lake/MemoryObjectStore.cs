using System.Globalization;
using System.Runtime.CompilerServices;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Tests.Lake;

/// <summary>An object store in memory, safe for concurrent use, so that thousands of compactions take seconds.</summary>
internal sealed class MemoryObjectStore(TimeProvider time) : IObjectStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ObjectKey, (byte[] Content, long Version, DateTimeOffset Modified)> _objects = [];
    private long _versions;

    /// <summary>Puts and deletes so far.</summary>
    public long Changes { get; private set; }

    public IReadOnlyList<string> Keys(string prefix)
    {
        lock (_lock)
        {
            return [.. _objects.Keys.Select(key => key.Value).Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    public byte[] this[string key]
    {
        get
        {
            lock (_lock)
            {
                return _objects[new ObjectKey(key)].Content;
            }
        }

        set => Put(new ObjectKey(key), value, _ => true);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var key in Keys(prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Find(new ObjectKey(key)) is { } found)
            {
                yield return new ObjectInfo(new ObjectKey(key), found.Content.Length, found.Modified);
            }
        }
    }

    public async Task<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Find(key) is { } found ? new StoredObject(found.Content, Tag(found.Version)) : null;
    }

    public async Task<System.IO.Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Find(key) is { } found ? new MemoryStream(found.Content, writable: false) : null;
    }

    public async Task<ETag> PutAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Put(key, content.ToArray(), _ => true)!.Value;
    }

    public async Task<ETag?> PutIfAbsentAsync(ObjectKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Put(key, content.ToArray(), version => version is null);
    }

    public async Task<ETag?> PutIfMatchAsync(
        ObjectKey key, ReadOnlyMemory<byte> content, ETag expected, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Put(key, content.ToArray(), version => version is { } current && Tag(current) == expected);
    }

    public Task<IObjectUpload> BeginUploadAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult<IObjectUpload>(new Upload(this, key));

    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (_lock)
        {
            Changes++;
            _objects.Remove(key);
        }
    }

    private static ETag Tag(long version) => new(version.ToString(CultureInfo.InvariantCulture));

    private (byte[] Content, long Version, DateTimeOffset Modified)? Find(ObjectKey key)
    {
        lock (_lock)
        {
            return _objects.TryGetValue(key, out var found) ? found : null;
        }
    }

    private ETag? Put(ObjectKey key, byte[] content, Func<long?, bool> condition)
    {
        lock (_lock)
        {
            if (!condition(_objects.TryGetValue(key, out var known) ? known.Version : null))
            {
                return null;
            }

            Changes++;
            _objects[key] = (content, ++_versions, time.GetUtcNow());
            return Tag(_versions);
        }
    }

    private sealed class Upload(MemoryObjectStore store, ObjectKey key) : IObjectUpload
    {
        private readonly MemoryStream _content = new();

        public System.IO.Stream Content => _content;

        public Task CommitAsync(CancellationToken cancellationToken) => store.PutAsync(key, _content.ToArray(), cancellationToken);

        public ValueTask DisposeAsync() => _content.DisposeAsync();
    }
}
