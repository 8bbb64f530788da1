using Clickstream.Core.Time;

namespace Clickstream.Core.Enrichment;

/// <summary>
/// Tells visitors that send faster than a person can. Each visitor has a level that rises by one with each event and falls evenly, by the limit in a
/// window; above the limit the visitor is a program. It has a fixed number of places, in sets of which the one that was silent for longest makes room, so
/// many visitors at once cost no memory; a visitor that lost its place begins anew. It has state, so it belongs where events come in, and what it says
/// travels with the event. Not thread-safe.
/// </summary>
/// <param name="options">What is too fast.</param>
public sealed class VisitRate(VisitRateOptions options)
{
    private const int Ways = 4;

    private readonly Place[] _places = new Place[options.Checked().Places];
    private readonly double _fallPerMicrosecond = options.MaxEvents / options.Window.TotalMicroseconds;

    /// <summary>Counts an event.</summary>
    /// <param name="visitor">A fingerprint of who sent it.</param>
    /// <param name="received">When it was received. A clock that goes back lets no level fall.</param>
    /// <returns>Whether the visitor is too fast for a person.</returns>
    public bool Exceeds(UInt128 visitor, EventTime received)
    {
        var now = received.Microseconds;
        ref var place = ref Find(visitor, now);
        var passed = Math.Max(0, now - place.Last);
        place.Level = Math.Max(0, place.Level - (passed * _fallPerMicrosecond)) + 1;
        place.Last = Math.Max(place.Last, now);
        place.Level = Math.Min(place.Level, options.MaxEvents * 2.0); // So that it is not punished for hours.
        return place.Level > options.MaxEvents;
    }

    private ref Place Find(UInt128 visitor, long now)
    {
        var set = (int)((ulong)(visitor ^ (visitor >> 64)) % (uint)(_places.Length / Ways)) * Ways;
        var oldest = set;
        for (var i = set; i < set + Ways; i++)
        {
            if (_places[i].Visitor == visitor && _places[i].Level > 0)
            {
                return ref _places[i];
            }

            oldest = _places[i].Last < _places[oldest].Last ? i : oldest;
        }

        _places[oldest] = new Place { Visitor = visitor, Last = now };
        return ref _places[oldest];
    }

    private struct Place
    {
        public UInt128 Visitor;
        public double Level;
        public long Last;
    }
}
