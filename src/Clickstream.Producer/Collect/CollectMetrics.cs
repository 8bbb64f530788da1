using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Clickstream.Producer.Collect.Events;

namespace Clickstream.Producer.Collect;

/// <summary>The instruments of the collector. Requests add to plain numbers, which are read when somebody looks.</summary>
internal sealed class CollectMetrics
{
    private readonly ConcurrentDictionary<(string Format, int Status), Cell> _requests = new();
    private readonly ConcurrentDictionary<string, Events> _events = new();
    private readonly ConcurrentDictionary<string, Cell> _refusals = new();

    public CollectMetrics(Meter meter)
    {
        meter.CreateObservableCounter(
            "clickstream.collect.requests",
            () => _requests.Select(cell => new Measurement<long>(
                cell.Value.Count, new("format", cell.Key.Format), new("http.response.status_code", cell.Key.Status))),
            "{request}",
            "Requests by format and status.");
        meter.CreateObservableCounter(
            "clickstream.collect.events",
            () => _events.SelectMany(cell => new[]
            {
                new Measurement<long>(cell.Value.Accepted.Count, new("format", cell.Key), new("outcome", "accepted")),
                new Measurement<long>(cell.Value.Refused.Count, new("format", cell.Key), new("outcome", "refused")),
                new Measurement<long>(cell.Value.Dropped.Count, new("format", cell.Key), new("outcome", "dropped")),
            }),
            "{event}",
            "Items by format and outcome: accepted, refused (no event), dropped (the visitor asked for it).");
        meter.CreateObservableCounter(
            "clickstream.collect.refusals",
            () => _refusals.Select(cell => new Measurement<long>(cell.Value.Count, new KeyValuePair<string, object?>("reason", cell.Key))),
            "{request}",
            "Requests that were refused as a whole, by reason.");
    }

    /// <summary>Events that are durable.</summary>
    public long Accepted => _events.Sum(format => format.Value.Accepted.Count);

    /// <summary>Items that are no events.</summary>
    public long Refused => _events.Sum(format => format.Value.Refused.Count);

    /// <summary>Events that their visitors did not want to be taken.</summary>
    public long Dropped => _events.Sum(format => format.Value.Dropped.Count);

    /// <summary>Requests.</summary>
    public long Requests => _requests.Sum(cell => cell.Value.Count);

    public void Answered(string format, int status) => _requests.GetOrAdd((format, status), _ => new Cell()).Add(1);

    public void Took(string format, in IntakeResult result)
    {
        var events = _events.GetOrAdd(format, _ => new Events());
        events.Accepted.Add(result.Accepted);
        events.Refused.Add(result.Refused);
        events.Dropped.Add(result.Dropped);
    }

    public void RefusedRequest(string reason) => _refusals.GetOrAdd(reason, _ => new Cell()).Add(1);

    private sealed class Events
    {
        public Cell Accepted { get; } = new();

        public Cell Refused { get; } = new();

        public Cell Dropped { get; } = new();
    }

    private sealed class Cell
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public void Add(long count) => Interlocked.Add(ref _count, count);
    }
}
