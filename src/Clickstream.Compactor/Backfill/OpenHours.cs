using System.Collections.Concurrent;
using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Execution;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;

namespace Clickstream.Compactor.Backfill;

/// <summary>The hours that events have been read of and that are not published yet. Safe for concurrent use.</summary>
internal sealed class OpenHours(TableRun run)
{
    private readonly ConcurrentDictionary<Hour, HourInputs> _hours = [];
    private readonly ConcurrentDictionary<Hour, double> _estimates = [];

    /// <summary>The rows of an hour.</summary>
    public HourInputs this[Hour hour] => _hours.GetOrAdd(
        hour,
        key => new HourInputs(key, [], BucketPlan.BitsFor(_estimates.GetValueOrDefault(key), null, run.Options), run.Memory));

    /// <summary>All hours, in order.</summary>
    public IReadOnlyList<Hour> All => [.. _hours.Keys.Order()];

    /// <summary>Tells how much an hour will hold, before the first event comes.</summary>
    public void Expect(Hour hour, IEnumerable<RawObject> objects) => _estimates[hour] = objects.Sum(RawSize.PublishedBytes);

    /// <summary>Takes an hour out.</summary>
    public HourInputs Take(Hour hour) => _hours.TryRemove(hour, out var inputs) ? inputs : new HourInputs(hour, [], 0, run.Memory);
}
