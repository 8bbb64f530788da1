namespace Clickstream.Producer.Generate;

/// <summary>When visits begin: few at night, most in the evening. Maps a fraction of all visits to a time.</summary>
internal sealed class DiurnalCurve
{
    /// <summary>Relative load of each hour of the day, UTC.</summary>
    private static readonly double[] Load =
        [30, 22, 17, 14, 13, 15, 22, 34, 48, 60, 68, 72, 75, 74, 72, 72, 75, 80, 88, 97, 100, 92, 70, 45];

    private readonly double[] _cumulative;
    private readonly long _lengthMs;

    /// <param name="startHourOfDay">Hour of the day at which the traffic begins.</param>
    /// <param name="lengthMs">Length of the traffic.</param>
    public DiurnalCurve(int startHourOfDay, long lengthMs)
    {
        _lengthMs = lengthMs;
        var hours = (int)((lengthMs + MillisecondsPerHour - 1) / MillisecondsPerHour);
        _cumulative = new double[hours + 1];
        for (var h = 0; h < hours; h++)
        {
            var length = Math.Min(MillisecondsPerHour, lengthMs - (h * MillisecondsPerHour));
            _cumulative[h + 1] = _cumulative[h] + (Load[(startHourOfDay + h) % Load.Length] * length / MillisecondsPerHour);
        }
    }

    private const long MillisecondsPerHour = 3_600_000;

    /// <summary>The time, in milliseconds from the start, by which this fraction of the load has come.</summary>
    public long TimeAt(double fraction)
    {
        var target = fraction * _cumulative[^1];
        var index = Array.BinarySearch(_cumulative, target);
        var hour = Math.Clamp(index >= 0 ? index : ~index - 1, 0, _cumulative.Length - 2);
        var start = hour * MillisecondsPerHour;
        var length = Math.Min(MillisecondsPerHour, _lengthMs - start);
        var share = (target - _cumulative[hour]) / (_cumulative[hour + 1] - _cumulative[hour]);
        return start + (long)(Math.Clamp(share, 0, 1) * length);
    }
}
