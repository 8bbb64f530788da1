using Clickstream.Core.Enrichment;
using Clickstream.Core.Events;
using Clickstream.Core.Hashing;
using Clickstream.Core.Time;

namespace Clickstream.Producer.Collect.Events;

/// <summary>
/// Tells events of visitors that are faster than a person, over all requests of this collector. It goes by the time of the event, not of the request: a
/// page that was offline sends an hour at once. Safe for concurrent use.
/// </summary>
internal sealed class RateJudge(VisitRateOptions options)
{
    private readonly Lock _lock = new();
    private readonly VisitRate _rate = new(options);

    /// <summary>Counts an event.</summary>
    /// <param name="batch">Holds its text.</param>
    /// <param name="row">The event.</param>
    /// <param name="received">When it was received; a clock that is ahead counts as this.</param>
    /// <returns>Whether its visitor is too fast; false for a visitor that nobody can tell from others.</returns>
    public bool Exceeds(EventBatch batch, in EventRow row, EventTime received)
    {
        if (VisitorOf(batch, in row) is not { } visitor)
        {
            return false;
        }

        var time = row.Time < received ? row.Time : received;
        lock (_lock)
        {
            return _rate.Exceeds(visitor, time);
        }
    }

    // The device if it is named, else the user; else the address with the user agent, for many share an address.
    private static UInt128? VisitorOf(EventBatch batch, in EventRow row) =>
        row.AnonymousId.Length > 0 ? Murmur3.Hash128(batch.Text(row.AnonymousId))
        : row.UserId.Length > 0 ? Murmur3.Hash128(batch.Text(row.UserId))
        : row.Ip.Length > 0 && row.UserAgent.Length > 0 ? Murmur3.Hash128(batch.Text(row.Ip)) ^ (Murmur3.Hash128(batch.Text(row.UserAgent)) << 1)
        : null;
}
