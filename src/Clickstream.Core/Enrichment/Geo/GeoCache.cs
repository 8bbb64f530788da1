namespace Clickstream.Core.Enrichment.Geo;

/// <summary>Remembers the records that were read last: a country has thousands of networks and few records. A fixed number of places. Not thread-safe.</summary>
internal sealed class GeoCache
{
    private const int Places = 4096; // Countries with their regions are about as many; 100 KB.

    private readonly (int Record, GeoOutcome Outcome, GeoPlace? Place)[] _places = new (int, GeoOutcome, GeoPlace?)[Places];

    public GeoCache() => Array.Fill(_places, (-1, default, null));

    /// <inheritdoc cref="GeoDatabase.Read"/>
    public GeoOutcome Read(GeoDatabase database, int record, out GeoPlace? place)
    {
        ref var known = ref _places[(uint)(record * 0x9E3779B1u) >> 20];
        if (known.Record != record)
        {
            var outcome = database.Read(record, out place);
            known = (record, outcome, place);
        }

        place = known.Place;
        return known.Outcome;
    }
}
