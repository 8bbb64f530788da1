using Clickstream.Core.Alerts;

namespace Clickstream.Stream.Alerts;

/// <summary>
/// Alerts whose claim another claimant holds. They are claimed again after a while: either that one has completed them by then, or it is gone and the claim
/// passes on when it expires. Pure; time is given. Not safe for concurrent use.
/// </summary>
internal sealed class HeldAlerts
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250); // A claimant that lives needs some tens of milliseconds.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30); // Each look costs a write, and the window is 15 minutes.

    private readonly Dictionary<string, TimeSpan> _waits = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Alert, TimeSpan> _due = new();

    /// <summary>When the next one is to be claimed; null if there is none.</summary>
    public TimeSpan? NextDue => _due.TryPeek(out _, out var due) ? due : null;

    /// <summary>Notes an alert that is held.</summary>
    public void Add(Alert alert, TimeSpan now)
    {
        var wait = _waits.TryGetValue(alert.Id, out var before) ? before * 2 < Longest ? before * 2 : Longest : First;
        _waits[alert.Id] = wait;
        _due.Enqueue(alert, now + wait);
    }

    /// <summary>Moves what is to be claimed now to the end of a batch, as far as there is room.</summary>
    public void TakeDue(TimeSpan now, int max, List<Alert> batch)
    {
        while (batch.Count < max && _due.TryPeek(out var alert, out var due) && due <= now)
        {
            _due.Dequeue();
            batch.Add(alert);
        }
    }

    /// <summary>An alert is no longer held.</summary>
    public void Forget(Alert alert) => _waits.Remove(alert.Id);
}
