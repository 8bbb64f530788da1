using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Catalog;
using Clickstream.Core.Claims;
using Clickstream.Core.Delivery;
using Clickstream.Core.Leases;
using Clickstream.Core.Objects;
using Clickstream.Core.Sql;
using Clickstream.Core.Streams;

namespace Clickstream.Cli.Composition;

/// <summary>Every port, in one implementation. A part is made when it is first asked for, so a command needs only what it uses.</summary>
internal abstract class Backend(TimeProvider time) : IAsyncDisposable
{
    public TimeProvider Time { get; } = time;

    /// <summary>The options by which another command reaches the same data.</summary>
    public abstract string Options { get; }

    /// <summary>How long a lease may stand still before another worker takes it.</summary>
    public abstract TimeSpan Failover { get; }

    /// <summary>How often a worker lists the leases; null for a third of the failover. For a table that bills each row that is read, one failover.</summary>
    public virtual TimeSpan? LeaseListing => null;

    public abstract IObjectStore Objects { get; }

    /// <summary>The stream, made if it does not exist and may be made.</summary>
    public abstract Task<IEventStream> StreamAsync(CancellationToken cancellationToken);

    public abstract Task<ILeaseStore> LeasesAsync(CancellationToken cancellationToken);

    public abstract Task<IClaimStore> ClaimsAsync(CancellationToken cancellationToken);

    /// <summary>Remembers purchases, for rules that count them.</summary>
    public abstract IPurchaseMemory Purchases { get; }

    public abstract IMicroBatchDelivery Delivery { get; }

    /// <summary>Where alerts go, without those that the command line adds.</summary>
    public abstract IReadOnlyList<IAlertChannel> Channels { get; }

    /// <summary>Where alerts go, with a channel that the command line adds; it takes the place of one of the same name.</summary>
    public IReadOnlyList<IAlertChannel> ChannelsWith(IAlertChannel? added) =>
        added is null ? Channels : [.. Channels.Where(channel => channel.Name != added.Name), added];

    /// <summary>The alerts that are kept of a range of event time, in no order; one may come twice.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The first instant after it.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public abstract IAsyncEnumerable<Alert> KeptAlertsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    public abstract ISqlEngine Sql { get; }

    /// <summary>The rules that the backend's configuration names; those without a file if it names none.</summary>
    public virtual Task<AlertRules> RulesAsync(CancellationToken cancellationToken) => Task.FromResult(AlertRules.Default);

    /// <summary>What the backend's configuration adds to events; nothing by default.</summary>
    public virtual EnrichmentTexts Enrichment { get; } = new();

    /// <summary>Follows the stored alerts; each call of what it gives reads on.</summary>
    public abstract Func<CancellationToken, Task<AlertHistory>> FollowAlerts();

    /// <summary>Changes alerts in a file that is no object, where there is one. Gets what an alert becomes (null: it stays) and whether to write.</summary>
    public virtual Task<AlertFileChange?> EditAlertsAsync(Func<Alert, Alert?> edit, bool isWritten, CancellationToken cancellationToken) =>
        Task.FromResult<AlertFileChange?>(null);

    /// <summary>Where query engines look versions up; null where they read the manifests themselves, or none is configured.</summary>
    public abstract ICatalog? Catalog { get; }

    /// <summary>Where each layer of the lake is, as query engines name it; null where no other engine reads it.</summary>
    public virtual IReadOnlyDictionary<string, string>? Layers => null;

    /// <summary>The database of the catalog; null where there is none.</summary>
    public virtual string? Database => null;

    /// <summary>A folder on this machine for what is needed only while a command runs.</summary>
    public virtual string ScratchFolder(string name) => Path.Combine(Path.GetTempPath(), $"clickstream-{name}");

    /// <summary>Reports the worker's metrics until cancelled, where something other than the live page takes them.</summary>
    public abstract Task ReportMetricsAsync(TextWriter output, CancellationToken cancellationToken);

    /// <summary>What <c>doctor</c> tries, in this order.</summary>
    public abstract IReadOnlyList<HealthCheck> Checks { get; }

    public abstract ValueTask DisposeAsync();
}
