using System.Diagnostics.Metrics;

namespace Clickstream.Producer.Collect.Spool;

/// <summary>The instruments of a spool. Counted per commit, never per event.</summary>
internal sealed class SpoolMetrics
{
    private readonly Counter<long> _events;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;

    public SpoolMetrics(Meter meter)
    {
        _events = meter.CreateCounter<long>("clickstream.spool.committed", "{event}", "Events committed to the spool.");
        _bytes = meter.CreateCounter<long>("clickstream.spool.written", "By", "Bytes written to the spool.");
        _failures = meter.CreateCounter<long>("clickstream.spool.failures", "{commit}", "Commits that the disk did not take.");
        _duration = meter.CreateHistogram<double>("clickstream.spool.commit.duration", "s", "From the beginning of a write to the end of its flush.");
    }

    public void Committed(int events, int bytes, TimeSpan duration)
    {
        _events.Add(events);
        _bytes.Add(bytes);
        _duration.Record(duration.TotalSeconds);
    }

    public void CommitFailed() => _failures.Add(1);
}
