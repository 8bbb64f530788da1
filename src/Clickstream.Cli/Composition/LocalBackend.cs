using Clickstream.Core.Alerts;
using Clickstream.Core.Claims;
using Clickstream.Core.Delivery;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Local.Alerts;
using Clickstream.Local.Claims;
using Clickstream.Local.Delivery;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;
using Clickstream.Local.Streams;

namespace Clickstream.Cli.Composition;

/// <summary>Every port, implemented on one data folder of this machine.</summary>
internal sealed class LocalBackend : IDisposable
{
    /// <summary>Shards of a new stream: enough for every core here and for a few workers to share.</summary>
    private const int DefaultShards = 4;

    private readonly Lazy<SqliteEventStream> _stream;
    private readonly Lazy<SqliteLeaseStore> _leases;
    private readonly Lazy<SqliteClaimStore> _claims;
    private readonly Lazy<FileAlertChannel> _alertFile;

    private LocalBackend(LocalDataFolder folder, TimeProvider time)
    {
        Folder = folder;
        Time = time;
        Objects = new FolderObjectStore(folder, time);
        Delivery = new ObjectStoreDelivery(Objects);
        _stream = new Lazy<SqliteEventStream>(() => new SqliteEventStream(folder, time));
        _leases = new Lazy<SqliteLeaseStore>(() => new SqliteLeaseStore(folder));
        _claims = new Lazy<SqliteClaimStore>(() => new SqliteClaimStore(folder, time));
        _alertFile = new Lazy<FileAlertChannel>(() => new FileAlertChannel(folder));
    }

    public TimeProvider Time { get; }

    public LocalDataFolder Folder { get; }

    public IObjectStore Objects { get; }

    public IMicroBatchDelivery Delivery { get; }

    public ILeaseStore Leases => _leases.Value;

    public IClaimStore Claims => _claims.Value;

    public IAlertChannel AlertFile => _alertFile.Value;

    /// <summary>Opens the data folder.</summary>
    /// <exception cref="DataFolderException">It cannot be used.</exception>
    public static LocalBackend Open(DirectoryInfo data) => new(LocalDataFolder.Open(data.FullName), TimeProvider.System);

    /// <summary>The stream, made if it does not exist.</summary>
    public async Task<IEventStream> StreamAsync(CancellationToken cancellationToken)
    {
        await _stream.Value.CreateIfAbsentAsync(DefaultShards, cancellationToken);
        return _stream.Value;
    }

    /// <summary>A folder of raw files elsewhere, which is never written to.</summary>
    public static IObjectStore RawFolder(DirectoryInfo raw) => FolderObjectStore.OpenReadOnly(raw.FullName);

    public void Dispose()
    {
        foreach (var part in new[] { Disposable(_alertFile), Disposable(_claims), Disposable(_leases), Disposable(_stream) })
        {
            part?.Dispose();
        }
    }

    private static IDisposable? Disposable<T>(Lazy<T> part)
        where T : IDisposable => part.IsValueCreated ? part.Value : null;
}
