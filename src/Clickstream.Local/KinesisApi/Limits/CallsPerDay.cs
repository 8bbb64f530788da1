namespace Clickstream.Local.KinesisApi.Limits;

/// <summary>So many calls within any 24 hours.</summary>
internal sealed class CallsPerDay(int most)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _calls = [];

    /// <summary>Takes a call.</summary>
    /// <returns>False if there were too many.</returns>
    public bool TryTake(DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_calls.TryPeek(out var oldest) && now - oldest >= Day)
            {
                _calls.Dequeue();
            }

            if (_calls.Count >= most)
            {
                return false;
            }

            _calls.Enqueue(now);
            return true;
        }
    }
}
