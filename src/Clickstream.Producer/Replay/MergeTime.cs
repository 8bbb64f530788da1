namespace Clickstream.Producer.Replay;

/// <summary>
/// The time by which the inputs of a file are merged with those of others: the event time, or that of the input before where there is none.
/// A lone time far ahead (a device whose clock is years off) is not followed, because everything behind it in its file would wait until all
/// other files
/// are at their end, and be late. Several in a row are believed.
/// </summary>
internal struct MergeTime(long microseconds)
{
    private const long FarAhead = 3_600_000_000; // An hour: far beyond disorder, and files are by the hour.
    private const int Believed = 3;
    private int _ahead;

    public long Current { get; private set; } = microseconds;

    public void Follow(long microseconds)
    {
        _ahead = microseconds > Current + FarAhead ? _ahead + 1 : 0;
        if (_ahead is 0 or >= Believed)
        {
            Current = microseconds;
            _ahead = 0;
        }
    }
}
