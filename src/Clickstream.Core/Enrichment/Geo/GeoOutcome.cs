namespace Clickstream.Core.Enrichment.Geo;

/// <summary>What became of a look-up.</summary>
public enum GeoOutcome
{
    /// <summary>There is a record of the address.</summary>
    Found,

    /// <summary>The file says nothing of the address, or it is none.</summary>
    Absent,

    /// <summary>The file is damaged where the answer should be.</summary>
    Broken,
}
