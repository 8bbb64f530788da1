using Clickstream.Core.Alerts;

namespace Clickstream.Bench.Alerting;

/// <summary>A channel whose deliveries are timed: from the append of the order to the return of the channel.</summary>
internal sealed class TimedAlertChannel(IAlertChannel channel, OrderTimes orders, TimeProvider time) : IAlertChannel
{
    private readonly Lock _gate = new();
    private readonly List<(long Appended, double Milliseconds)> _delivered = [];

    public string Name => channel.Name;

    /// <summary>Alerts of orders that were not seen going in; there should be none.</summary>
    public int Unknown { get; private set; }

    public async Task PublishAsync(IReadOnlyList<Alert> alerts, bool mayBeRepeat, CancellationToken cancellationToken)
    {
        await channel.PublishAsync(alerts, mayBeRepeat, cancellationToken);
        lock (_gate)
        {
            foreach (var alert in alerts)
            {
                if (orders.Find(alert.Order) is { } appended)
                {
                    _delivered.Add((appended, time.GetElapsedTime(appended).TotalMilliseconds));
                }
                else
                {
                    Unknown++;
                }
            }
        }
    }

    /// <summary>The latencies of orders that were appended after an instant, in milliseconds.</summary>
    public Latencies Since(long timestamp)
    {
        lock (_gate)
        {
            return new Latencies(_delivered.Where(delivery => delivery.Appended >= timestamp).Select(delivery => delivery.Milliseconds));
        }
    }
}
