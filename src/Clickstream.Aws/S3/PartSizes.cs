namespace Clickstream.Aws.S3;

/// <summary>
/// How large each part of an upload is, so that its length need not be known beforehand. Pure.
/// Limits of S3: 10,000 parts, each 5 MiB to 5 GiB but for the last.
/// Parts of one size would end at 78 GiB; these reach more than 3 TiB.
/// </summary>
internal static class PartSizes
{
    /// <summary>The most parts that an upload may have. Source: S3, "multipart upload limits".</summary>
    public const int MaxParts = 10_000;

    private const int First = 8 << 20; // Large enough that requests are few, small enough that two of them in memory do not matter.
    private const int PartsPerSize = 1_000; // The size doubles after so many parts: only an object of 8 GB comes to the second size.
    private const int MaxDoublings = 7; // 1 GiB, since a buffer is one array.

    /// <summary>The bytes of a part.</summary>
    /// <param name="number">Its number, from 1.</param>
    public static int Of(int number) => First << Math.Min((number - 1) / PartsPerSize, MaxDoublings);
}
