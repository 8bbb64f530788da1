namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>The least and the greatest text of a chunk, for its statistics.</summary>
internal static class TextRange
{
    private const int Longest = 1024; // Statistics are in the footer, which is read for every query. Long texts prune nothing.

    /// <summary>Both, or none if one is too long.</summary>
    public static (byte[]? Least, byte[]? Greatest) Of(ReadOnlySpan<byte> least, ReadOnlySpan<byte> greatest) =>
        Math.Max(least.Length, greatest.Length) <= Longest ? (least.ToArray(), greatest.ToArray()) : default;
}
