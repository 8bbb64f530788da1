using System.Numerics;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Buckets;

/// <summary>Decides how many buckets an hour has. Pure.</summary>
internal static class BucketPlan
{
    /// <summary>Bytes of a row in Parquet, measured on generated traffic and rounded up.</summary>
    public const int BytesPerRow = 32;

    /// <summary>Bytes of rows in memory, with what is needed to write them, by byte of Parquet.</summary>
    public const int MemoryPerPublishedByte = 5;

    // Bytes of rows in memory by byte of Parquet, measured at 4.2: a bucket that turns out larger than its part is split when all of it is read,
    // which moves all rows.
    private const double RowBytesPerPublishedByte = 4.5;

    /// <summary>Bytes of Parquet by byte of a compressed micro-batch.</summary>
    public const double PublishedPerLandedByte = 0.6;

    /// <summary>The buckets of an hour, as bits: as few as make files below the target size, each of which fits into its part of the memory.</summary>
    /// <param name="publishedBytes">Parquet bytes that the hour will have, by estimate.</param>
    /// <param name="previous">The published version; an hour never gets fewer buckets than it has.</param>
    /// <param name="options">The limits.</param>
    public static int BitsFor(double publishedBytes, HourManifest? previous, CompactOptions options)
    {
        var memory = RowMemory.BucketLimitOf(options) / RowBytesPerPublishedByte;
        var most = Math.Min(options.TargetFileSize, memory);
        var buckets = Math.Clamp(Math.Ceiling(publishedBytes / most), 1, 1 << VisitorHash.MaxBits);
        var bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)buckets));
        var known = previous is null ? 0 : BitsOf(previous);

        // All rows move when there are more buckets, so an hour that has some gets more only when they are twice as large as they should be.
        return previous is not null && bits == known + 1 ? known : Math.Max(bits, known);
    }

    /// <summary>A count of buckets, as bits.</summary>
    public static int BitsOf(int count) => BitOperations.Log2((uint)count);

    /// <summary>The buckets of a published version, as bits.</summary>
    /// <exception cref="InvalidDataException">They are no power of two, or not in order.</exception>
    public static int BitsOf(HourManifest manifest)
    {
        var count = manifest.Buckets.Count;
        var ordered = manifest.Buckets.Select((bucket, index) => bucket.Number == index).All(isInPlace => isInPlace);
        return BitOperations.IsPow2(count) && ordered
            ? BitOperations.Log2((uint)count)
            : throw new InvalidDataException($"The manifest of {manifest.Hour} names {count} buckets that are not 0 to a power of two.");
    }
}
