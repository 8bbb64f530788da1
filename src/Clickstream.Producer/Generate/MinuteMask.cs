namespace Clickstream.Producer.Generate;

/// <summary>
/// Remembers in which minutes something was counted, exactly, for things whose events come nearly in order of time:
/// 64 minutes that move along. An event more than <see cref="Behind"/> minutes behind the newest is not expected.
/// </summary>
internal struct MinuteMask
{
    private const int Behind = 8;
    private int _first;
    private ulong _seen;

    public readonly bool IsEmpty => _seen == 0;

    /// <summary>Marks a minute.</summary>
    /// <returns>Whether it was not marked before.</returns>
    public bool Add(int minute)
    {
        if (_seen == 0)
        {
            _first = minute - Behind;
        }

        var distance = minute - _first;
        if (distance >= 64)
        {
            var shift = distance - Behind;
            _seen = shift >= 64 ? 0 : _seen >> shift;
            _first += shift;
            distance = Behind;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(distance, nameof(minute));
        var bit = 1UL << distance;
        var isNew = (_seen & bit) == 0;
        _seen |= bit;
        return isNew;
    }
}
