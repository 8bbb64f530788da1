using Clickstream.Cli.Commands;
using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Catalog;
using Clickstream.Core.Claims;
using Clickstream.Core.Delivery;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Sql;
using Clickstream.Core.Streams;
using Clickstream.Local.Alerts;
using Clickstream.Local.Claims;
using Clickstream.Local.Folder;
using Clickstream.Local.Leases;
using Clickstream.Local.Objects;
using Clickstream.Local.Purchases;
using Clickstream.Local.Sql;
using Clickstream.Local.Streams;

namespace Clickstream.Cli.Composition;

/// <summary>Every port, implemented on one data folder of this machine.</summary>
internal sealed class LocalBackend : Backend
{
    /// <summary>Shards of a new stream: enough for every core here and for a few workers to share.</summary>
    private const int DefaultShards = 4;

    private const long ComfortableBytes = 2L << 30; // A day of the demo takes a few hundred MB; below 2 GiB a longer run may fill the disk.

    private readonly Lazy<SqliteEventStream> _stream;
    private readonly Lazy<SqliteLeaseStore> _leases;
    private readonly Lazy<SqliteClaimStore> _claims;
    private readonly Lazy<SqlitePurchaseMemory> _purchases;
    private readonly Lazy<FileAlertChannel> _alertFile;

    private LocalBackend(LocalDataFolder folder, TimeProvider time)
        : base(time)
    {
        Folder = folder;
        Objects = new FolderObjectStore(folder, time);
        Delivery = new ObjectStoreDelivery(Objects);
        _stream = new Lazy<SqliteEventStream>(() => new SqliteEventStream(folder, time));
        _leases = new Lazy<SqliteLeaseStore>(() => new SqliteLeaseStore(folder));
        _claims = new Lazy<SqliteClaimStore>(() => new SqliteClaimStore(folder, time, new SqliteClaimStoreOptions { PendingExpiry = ClaimWindow }));
        _purchases = new Lazy<SqlitePurchaseMemory>(() => new SqlitePurchaseMemory(folder, time));
        _alertFile = new Lazy<FileAlertChannel>(() => new FileAlertChannel(folder));
    }

    public LocalDataFolder Folder { get; }

    /// <summary>When a claim that was not completed passes to another claimant. To be set before the claims are opened.</summary>
    public TimeSpan ClaimWindow { get; set; } = ClaimTimes.Window;

    public override string Options => $"--data {Folder.Root}";

    /// <summary>SQLite on the same machine costs nothing to ask more often than the KCL's 10 s.</summary>
    public override TimeSpan Failover { get; } = TimeSpan.FromSeconds(3);

    public override IObjectStore Objects { get; }

    public override IPurchaseMemory Purchases => _purchases.Value;

    public override IMicroBatchDelivery Delivery { get; }

    public override IReadOnlyList<IAlertChannel> Channels => [_alertFile.Value];

    public override ISqlEngine Sql => new DuckDbSqlEngine(Objects, Folder);

    /// <summary>Opens the data folder.</summary>
    /// <exception cref="DataFolderException">It cannot be used.</exception>
    public static LocalBackend Open(DirectoryInfo data) => new(LocalDataFolder.Open(data.FullName), TimeProvider.System);

    /// <summary>A folder of raw files elsewhere, which is never written to.</summary>
    public static IObjectStore RawFolder(DirectoryInfo raw) => FolderObjectStore.OpenReadOnly(raw.FullName);

    /// <summary>A folder of raw files elsewhere, of which single files are to be replaced.</summary>
    public static IObjectStore WritableRawFolder(DirectoryInfo raw) => FolderObjectStore.OpenFolder(raw.FullName, TimeProvider.System);

    public override async Task<IEventStream> StreamAsync(CancellationToken cancellationToken)
    {
        await _stream.Value.CreateIfAbsentAsync(DefaultShards, cancellationToken);
        return _stream.Value;
    }

    public override Task<ILeaseStore> LeasesAsync(CancellationToken cancellationToken) => Task.FromResult<ILeaseStore>(_leases.Value);

    public override Task<IClaimStore> ClaimsAsync(CancellationToken cancellationToken) => Task.FromResult<IClaimStore>(_claims.Value);

    public override Func<CancellationToken, Task<AlertHistory>> FollowAlerts() => new AlertFileHistory(Folder).ReadAsync;

    public override IAsyncEnumerable<Alert> KeptAlertsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        AlertFileHistory.ReadAsync(Folder, from, to, cancellationToken);

    public override Task<AlertFileChange?> EditAlertsAsync(Func<Alert, Alert?> edit, bool isWritten, CancellationToken cancellationToken) =>
        AlertFileEdit.RunAsync(Folder, edit, isWritten, cancellationToken);

    public override ICatalog? Catalog => null;

    // On the disk of the data; the temporary folder may be in memory.
    public override string ScratchFolder(string name) => Path.Combine(Folder.Root, name);

    public override Task ReportMetricsAsync(TextWriter output, CancellationToken cancellationToken) => Task.CompletedTask;

    public override IReadOnlyList<HealthCheck> Checks =>
    [
        HealthCheck.OfStream(this),
        HealthCheck.OfLeases(this),
        HealthCheck.Of(Objects),
        new("disk space", _ => Task.FromResult(DiskSpace(Folder.Root))),
    ];

    public override ValueTask DisposeAsync()
    {
        foreach (var part in new[] { Disposable(_alertFile), Disposable(_purchases), Disposable(_claims), Disposable(_leases), Disposable(_stream) })
        {
            part?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static string DiskSpace(string root)
    {
        var free = new DriveInfo(root).AvailableFreeSpace;
        return free >= ComfortableBytes
            ? $"{free >> 30} GiB free"
            : throw new CommandException($"Only {free >> 20} MiB are free. Make room, or name a folder on another disk with --data.");
    }

    private static IDisposable? Disposable<T>(Lazy<T> part)
        where T : IDisposable => part.IsValueCreated ? part.Value : null;
}
