using Clickstream.Core.Alerts;
using Clickstream.Core.Alerts.Windows;
using Clickstream.Core.Claims;
using Clickstream.Core.Objects;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Alerts;

/// <summary>What the shards of a worker share to send alerts: the claims and one pump for each channel.</summary>
internal sealed class AlertDesk
{
    private readonly ChannelPump[] _pumps;

    public AlertDesk(IClaimStore claims, IReadOnlyList<IAlertChannel> channels, IObjectStore objects, AlertOptions options, WorkerContext context)
    {
        Claims = claims;
        Context = context;
        _pumps = [.. channels.Select(channel => new ChannelPump(channel, objects, options, context))];
    }

    public IClaimStore Claims { get; }

    /// <summary>Makes alerts of candidates; null where no rule counts purchases.</summary>
    public PurchaseWindows? Windows { get; init; }

    public WorkerContext Context { get; }

    public int Channels => _pumps.Length;

    /// <summary>Queues alerts for every channel, in order.</summary>
    public async Task SendAsync(IReadOnlyList<AlertDelivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (var pump in _pumps)
            await pump.SendAsync(deliveries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Delivers until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_pumps.Select(pump => pump.RunAsync(cancellationToken)));
}
