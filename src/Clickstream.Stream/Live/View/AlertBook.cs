using Clickstream.Core.Alerts;
using Clickstream.Stream.Live.State;

namespace Clickstream.Stream.Live.View;

/// <summary>Counts alerts and hands the new ones to the page, without the person. Safe for concurrent use.</summary>
internal sealed class AlertBook
{
    /// <summary>Alerts that can be looked through; about 500 bytes each.</summary>
    public const int MaxKept = 2_000;

    private const int RememberedIds = 100_000; // A repeat after a crash comes soon; about 10 MB.

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly Queue<LiveAlert> _fresh = new();
    private readonly Queue<LiveAlert> _kept = new();
    private long _forgotten;
    private long _seen;
    private long _stored;

    /// <summary>Alerts so far, each once: those of this process, or all that are stored, whichever are more.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(_seen, _stored);
            }
        }
    }

    /// <summary>Takes an alert in; a repeat changes nothing.</summary>
    public void Add(Alert alert)
    {
        lock (_gate)
        {
            if (Remember(alert))
            {
                _seen++;
            }
        }
    }

    /// <summary>Takes the stored alerts in.</summary>
    public void Add(AlertHistory history)
    {
        lock (_gate)
        {
            _stored = Math.Max(_stored, history.Count);
            foreach (var alert in history.Latest)
            {
                Remember(alert);
            }
        }
    }

    /// <summary>The alerts since the last call, oldest first; of many, the newest.</summary>
    public IReadOnlyList<LiveAlert> Take()
    {
        lock (_gate)
        {
            LiveAlert[] fresh = [.. _fresh];
            _fresh.Clear();
            return fresh;
        }
    }

    /// <summary>The alerts that are kept, oldest first, and the number of the first of them.</summary>
    public (long First, IReadOnlyList<LiveAlert> Alerts) Kept()
    {
        lock (_gate)
        {
            return (_forgotten, [.. _kept]);
        }
    }

    private bool Remember(Alert alert)
    {
        if (!_known.Add(alert.Id))
        {
            return false;
        }

        _order.Enqueue(alert.Id);
        if (_order.Count > RememberedIds)
        {
            _known.Remove(_order.Dequeue());
        }

        // No user id, no product, no text: the text may name the person.
        var shown = new LiveAlert(
            alert.Id,
            alert.Rule,
            alert.Severity,
            alert.EventType,
            alert.Order,
            alert.Items,
            new LiveMoney(alert.Currency, alert.Revenue),
            alert.EventTime,
            alert.AlertTime);
        _kept.Enqueue(shown);
        if (_kept.Count > MaxKept)
        {
            _kept.Dequeue();
            _forgotten++;
        }

        _fresh.Enqueue(shown);
        if (_fresh.Count > LiveBoard.MaxAlerts)
        {
            _fresh.Dequeue();
        }

        return true;
    }
}
