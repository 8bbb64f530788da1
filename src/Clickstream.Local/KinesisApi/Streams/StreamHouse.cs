using System.Collections.Concurrent;
using System.Globalization;
using Clickstream.Local.Streams;

namespace Clickstream.Local.KinesisApi.Streams;

/// <summary>
/// The streams of a data folder by name. The folder's own stream is the one that the other commands use; each further one has a folder.
/// </summary>
internal sealed class StreamHouse : IDisposable
{
    private const int EventBytes = 1024 * 1024; // Of an event of a subscription: a message of an event stream may not pass 16 MB.

    private readonly ConcurrentDictionary<string, ApiStream> _streams = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ApiStream> _deleted = []; // Disposed at the end, because calls may still be reading them.
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly KinesisApiOptions _options;
    private readonly TimeProvider _time;

    private StreamHouse(KinesisApiOptions options, TimeProvider time, StreamCatalog catalog)
    {
        _options = options;
        _time = time;
        Catalog = catalog;
    }

    public StreamCatalog Catalog { get; }

    /// <summary>Every stream, in order of name.</summary>
    public IReadOnlyList<ApiStream> All => [.. _streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal)];

    /// <summary>Opens the streams of the folder, and makes its own if that is asked for.</summary>
    public static async Task<StreamHouse> OpenAsync(KinesisApiOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var house = new StreamHouse(options, time, StreamCatalog.Open(options.Folder.KinesisDatabase));
        try
        {
            await house.NameOwnAsync(cancellationToken).ConfigureAwait(false);
            foreach (var entry in await house.Catalog.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                house._streams[entry.Name] = house.Open(entry);
            }

            await house.OpenOwnAsync(cancellationToken).ConfigureAwait(false);
            return house;
        }
        catch
        {
            house.Dispose();
            throw;
        }
    }

    /// <summary>The stream of a name; null if there is none.</summary>
    public ApiStream? Find(string name) => _streams.GetValueOrDefault(name);

    /// <summary>The stream of a number; null if there is none.</summary>
    public ApiStream? Find(long id) => _streams.Values.FirstOrDefault(stream => stream.Entry.Id == id);

    /// <summary>Makes a stream.</summary>
    /// <returns>Null if it exists.</returns>
    public async Task<ApiStream?> CreateAsync(string name, int shards, bool isOnDemand, CancellationToken cancellationToken)
    {
        using var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (_streams.ContainsKey(name))
        {
            return null;
        }

        var entry = new StreamEntry(0, name, _time.GetUtcNow(), null, isOnDemand, IsOwn: name == _options.StreamName);
        var stream = Open(await Catalog.AddAsync(entry, cancellationToken).ConfigureAwait(false));
        await stream.Events.CreateIfAbsentAsync(shards, cancellationToken).ConfigureAwait(false);
        _streams[name] = stream;
        return stream;
    }

    /// <summary>Removes a stream with its records.</summary>
    public async Task DeleteAsync(ApiStream stream, CancellationToken cancellationToken)
    {
        var folder = stream.Folder ?? throw new ArgumentException("The data folder's own stream stays.", nameof(stream));
        using var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (_streams.TryRemove(stream.Name, out var removed))
        {
            _deleted.Add(removed);
            await Catalog.RemoveAsync(removed.Entry.Id, cancellationToken).ConfigureAwait(false);
            removed.Subscriptions.EndAll();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Sets how long the records of a stream are kept.</summary>
    public async Task SetRetentionAsync(ApiStream stream, int hours, CancellationToken cancellationToken)
    {
        using var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await Catalog.SetRetentionAsync(stream.Entry.Id, hours, cancellationToken).ConfigureAwait(false);
        stream.Entry = stream.Entry with { RetentionHours = hours };
    }

    /// <summary>Sets the mode of a stream.</summary>
    public async Task SetOnDemandAsync(ApiStream stream, bool isOnDemand, CancellationToken cancellationToken)
    {
        using var change = await BeginAsync(cancellationToken).ConfigureAwait(false);
        await Catalog.SetOnDemandAsync(stream.Entry.Id, isOnDemand, cancellationToken).ConfigureAwait(false);
        stream.Entry = stream.Entry with { IsOnDemand = isOnDemand };
    }

    /// <summary>
    /// Removes what is older than the retention period. Of the data folder's own stream only if somebody has set its period:
    /// starting this server must not remove what a worker of the folder has yet to read.
    /// </summary>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in All.Where(stream => stream.Folder is not null || stream.Entry.RetentionHours is not null))
        {
            await stream.Events.TrimAsync(stream.Entry.Retention, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (var stream in _streams.Values.Concat(_deleted))
        {
            stream.Dispose();
        }

        Catalog.Dispose();
        _changes.Dispose();
    }

    /// <summary>The folder's own stream takes the name that this start gives it.</summary>
    private async Task NameOwnAsync(CancellationToken cancellationToken)
    {
        var entries = await Catalog.ListAsync(cancellationToken).ConfigureAwait(false);
        var own = entries.FirstOrDefault(entry => entry.IsOwn);
        if (entries.Any(entry => entry.Name == _options.StreamName && !entry.IsOwn))
        {
            throw new KinesisApiException(
                $"The data folder has a stream '{_options.StreamName}' already, beside its own. Give its own another name with --stream.");
        }

        if (own is not null && own.Name != _options.StreamName)
        {
            await Catalog.RenameAsync(own.Id, _options.StreamName, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task OpenOwnAsync(CancellationToken cancellationToken)
    {
        if (_options.Shards > 0)
        {
            await CreateAsync(_options.StreamName, _options.Shards, isOnDemand: false, cancellationToken).ConfigureAwait(false);

            // The catalog may know it while its file was removed.
            var own = _streams[_options.StreamName].Events;
            await own.CreateIfAbsentAsync(_options.Shards, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var events = new SqliteEventStream(_options.Folder, _time);
        if ((await events.ListShardsAsync(cancellationToken).ConfigureAwait(false)).Count > 0)
        {
            await CreateAsync(_options.StreamName, StreamDefaults.OnDemandShards, isOnDemand: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private ApiStream Open(StreamEntry entry)
    {
        var options = new SqliteEventStreamOptions { EnforceLimits = _options.EnforceLimits, PageBytes = EventBytes };
        if (entry.IsOwn)
        {
            return new ApiStream(entry, new SqliteEventStream(_options.Folder, _time, options), null);
        }

        // The number keeps a stream apart from a deleted one of its name, and from one that differs only by case.
        var name = string.Create(CultureInfo.InvariantCulture, $"{entry.Id:D4}-{entry.Name}");
        var folder = Path.Combine(_options.Folder.StreamsFolder, name);
        return new ApiStream(entry, new SqliteEventStream(StreamFiles.In(folder), _time, options), folder);
    }

    private async Task<Change> BeginAsync(CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Change(_changes);
    }

    private readonly struct Change(SemaphoreSlim changes) : IDisposable
    {
        public void Dispose() => changes.Release();
    }
}
