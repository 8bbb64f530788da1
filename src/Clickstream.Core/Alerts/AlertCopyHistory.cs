using System.Globalization;
using System.Runtime.CompilerServices;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Core.Alerts;

/// <summary>Follows the copies of alerts for those who show them. Not safe for concurrent use.</summary>
/// <param name="objects">Where they are.</param>
/// <param name="time">The clock.</param>
public sealed class AlertCopyHistory(IObjectStore objects, TimeProvider time)
{
    private const int Kept = 50; // What a page shows.

    /// <summary>A listing of S3 costs $0.005 a thousand and gives a thousand keys, so it is not made for every look.</summary>
    private static readonly TimeSpan ListEvery = TimeSpan.FromSeconds(30);

    /// <summary>The copies of a range of event time, day by day.</summary>
    /// <param name="objects">Where they are.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The first instant after it.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="ObjectStoreException">They cannot be read; may be retried.</exception>
    public static async IAsyncEnumerable<Alert> ReadAsync(
        IObjectStore objects, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        for (var day = from.UtcDateTime.Date; day < to.UtcDateTime; day = day.AddDays(1))
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"{LakeLayout.AlertCopies}{day:yyyy'/'MM'/'dd}/");
            await foreach (var found in objects.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                if (await objects.GetAsync(found.Key, cancellationToken).ConfigureAwait(false) is { } stored
                    && AlertJson.Parse(stored.Content.Span) is var alert && alert.EventTime >= from && alert.EventTime < to)
                {
                    yield return alert;
                }
            }
        }
    }

    private AlertHistory? _last;
    private long _listedAt;

    /// <summary>The alerts as of the last half minute; at the first call, as of now.</summary>
    /// <exception cref="ObjectStoreException">They cannot be read; may be retried.</exception>
    public async Task<AlertHistory> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is not null && time.GetElapsedTime(_listedAt) < ListEvery)
        {
            return _last;
        }

        _listedAt = time.GetTimestamp();
        var latest = new Queue<ObjectKey>();
        var count = 0L;
        await foreach (var found in objects.ListAsync(LakeLayout.AlertCopies, cancellationToken).ConfigureAwait(false))
        {
            count++;
            latest.Enqueue(found.Key); // Keys begin with the hour, so the last ones are the latest but for their order within it.
            if (latest.Count > Kept)
            {
                latest.Dequeue();
            }
        }

        var alerts = new List<Alert>();
        foreach (var key in latest)
        {
            if (await objects.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                alerts.Add(AlertJson.Parse(stored.Content.Span));
            }
        }

        return _last = new AlertHistory(count, [.. alerts.OrderBy(alert => alert.EventTime)]);
    }
}
