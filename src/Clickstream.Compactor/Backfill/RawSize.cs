using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Backfill;

/// <summary>Estimates from the names and sizes of raw objects.</summary>
internal static class RawSize
{
    // Measured on generated traffic: 500 bytes of JSON make a row of 27; gzip takes them to 60 to 80.
    private const double PublishedPerPlainByte = 0.06;
    private const double PublishedPerCompressedByte = 0.6;

    /// <summary>Bytes of Parquet that an object will make.</summary>
    public static double PublishedBytes(RawObject raw) =>
        raw.Size * (raw.Key.Value.EndsWith(".gz", StringComparison.Ordinal) ? PublishedPerCompressedByte : PublishedPerPlainByte);
}
