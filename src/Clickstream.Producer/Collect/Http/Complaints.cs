using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Says that the disk fails, once in ten seconds: each request of a busy site would say it otherwise.</summary>
internal sealed class Complaints(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private long? _last;

    public void Tell(Exception fault)
    {
        lock (_lock)
        {
            if (_last is { } last && time.GetElapsedTime(last) < Interval)
            {
                return;
            }

            _last = time.GetTimestamp();
        }

        CollectLog.SpoolFailed(logger, fault);
    }
}
