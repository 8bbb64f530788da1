using Clickstream.Core.Alerts;

namespace Clickstream.Stream.Alerts;

/// <summary>One alert on its way to every channel.</summary>
/// <param name="alert">The alert.</param>
/// <param name="mayBeRepeat">Whether it may have been sent before a crash.</param>
/// <param name="channels">How many channels have to take it.</param>
/// <param name="onSettled">Called once, when the last channel has taken it or it has become a dead letter.</param>
/// <param name="withdrawn">Cancelled when this worker does not hold the shard any more; the next holder sends the alert.</param>
internal sealed class AlertDelivery(Alert alert, bool mayBeRepeat, int channels, Action<Alert> onSettled, CancellationToken withdrawn)
{
    private int _remaining = channels;

    public Alert Alert { get; } = alert;

    public bool MayBeRepeat { get; } = mayBeRepeat;

    /// <summary>Whether it is no longer this worker's to send.</summary>
    public bool IsWithdrawn => withdrawn.IsCancellationRequested;

    /// <summary>Notes that one more channel is done with it.</summary>
    public void Settle()
    {
        if (Interlocked.Decrement(ref _remaining) == 0)
            onSettled(Alert);
    }
}
