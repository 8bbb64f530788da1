using System.Net;

namespace Clickstream.Core.Enrichment.Geo;

/// <summary>
/// The file that the user brought, or what is wrong with it. Without a usable file, or where it is damaged, events pass without country and region and are
/// counted. Safe for concurrent use; shared by all decoders of a process.
/// </summary>
/// <param name="database">The file; null if it cannot be used.</param>
/// <param name="damaged">Called once, when a record cannot be read.</param>
public sealed class GeoSource(GeoDatabase? database, Action damaged)
{
    private long _failures;
    private int _told;

    /// <summary>Events that were left without a place because the file cannot be used or is damaged.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Looks an address up.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cache">Remembers records.</param>
    internal GeoPlace? Find(IPAddress address, GeoCache cache)
    {
        if (database is null)
        {
            Interlocked.Increment(ref _failures);
            return null;
        }

        GeoPlace? place = null;
        var outcome = database.Find(address, out var record);
        outcome = outcome == GeoOutcome.Found ? cache.Read(database, record, out place) : outcome;
        if (outcome == GeoOutcome.Broken)
        {
            Interlocked.Increment(ref _failures);
            if (Interlocked.Exchange(ref _told, 1) == 0)
            {
                damaged();
            }
        }

        return place;
    }
}
