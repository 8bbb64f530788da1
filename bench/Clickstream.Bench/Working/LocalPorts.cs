using Clickstream.Core.Alerts;
using Clickstream.Core.Delivery;
using Clickstream.Core.Streams;
using Clickstream.Local.Alerts;
using Clickstream.Local.Claims;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;
using Clickstream.Local.Streams;
using Clickstream.Stream.Worker;

namespace Clickstream.Bench.Working;

/// <summary>Every port on one data folder, as the command line puts them together.</summary>
internal sealed class LocalPorts : IDisposable
{
    private readonly FileAlertChannel _alerts;
    private readonly SqliteLeaseStore _leases;
    private readonly SqliteClaimStore _claims;

    public LocalPorts(string data)
    {
        var folder = LocalDataFolder.Open(data);
        Objects = new FolderObjectStore(folder, TimeProvider.System);
        Stream = new SqliteEventStream(folder, TimeProvider.System);
        _alerts = new FileAlertChannel(folder);
        _leases = new SqliteLeaseStore(folder);
        _claims = new SqliteClaimStore(folder, TimeProvider.System);
    }

    public FolderObjectStore Objects { get; }

    public SqliteEventStream Stream { get; }

    public IAlertChannel AlertFile => _alerts;

    /// <summary>The ports of a worker that reads through <paramref name="events"/> and alerts through <paramref name="channel"/>.</summary>
    public WorkerPorts ForWorker(IEventStream events, IAlertChannel channel) =>
        new(events, _leases, Objects, new ObjectStoreDelivery(Objects), _claims, [channel]);

    public void Dispose()
    {
        _alerts.Dispose();
        _claims.Dispose();
        _leases.Dispose();
        Stream.Dispose();
    }
}
