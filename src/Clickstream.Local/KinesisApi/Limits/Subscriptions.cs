namespace Clickstream.Local.KinesisApi.Limits;

/// <summary>
/// Who is subscribed to which shard of a stream. A consumer has one subscription a shard: a newer one takes it over and ends the older.
/// </summary>
internal sealed class Subscriptions
{
    /// <summary>How long a consumer may not subscribe again to a shard. Source: the API reference of SubscribeToShard.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Consumer, long Shard), Subscription> _current = [];

    /// <summary>Begins a subscription, and ends the one that it takes over.</summary>
    /// <param name="consumer">The name of the consumer.</param>
    /// <param name="shard">The number of the shard.</param>
    /// <param name="now">The time.</param>
    /// <param name="limited">Whether a consumer has to wait before it subscribes again.</param>
    /// <returns>Null if it is too early.</returns>
    public Subscription? TryBegin(string consumer, long shard, DateTimeOffset now, bool limited)
    {
        lock (_lock)
        {
            var before = _current.GetValueOrDefault((consumer, shard));
            if (limited && before is not null && now - before.Began < Pause)
            {
                return null;
            }

            before?.TakeOver();
            return _current[(consumer, shard)] = new Subscription(now);
        }
    }

    /// <summary>Ends the subscriptions of a consumer that was removed.</summary>
    public void End(string consumer)
    {
        lock (_lock)
        {
            foreach (var key in _current.Keys.Where(key => key.Consumer == consumer).ToList())
            {
                _current[key].Remove();
                _current.Remove(key);
            }
        }
    }

    /// <summary>Ends all subscriptions, since the stream is removed.</summary>
    public void EndAll()
    {
        lock (_lock)
        {
            foreach (var subscription in _current.Values)
            {
                subscription.Remove();
            }

            _current.Clear();
        }
    }
}
