namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>What the footer says of one column in one row group.</summary>
/// <param name="Column">The column.</param>
/// <param name="Offset">Where its pages begin in the file: its dictionary, if it has one.</param>
/// <param name="DictionaryBytes">Bytes of the dictionary page with its header; 0 if there is none.</param>
/// <param name="DataPages">Pages of values.</param>
/// <param name="Encoding">Of the values.</param>
/// <param name="Values">Values, absent ones too.</param>
/// <param name="CompressedBytes">Bytes in the file, headers included.</param>
/// <param name="UncompressedBytes">The same before compression.</param>
/// <param name="Statistics">By which readers leave the row group out.</param>
internal sealed record ColumnChunk(
    LeafColumn Column,
    long Offset,
    int DictionaryBytes,
    int DataPages,
    PageEncoding Encoding,
    long Values,
    long CompressedBytes,
    long UncompressedBytes,
    ChunkStatistics Statistics);

/// <summary>The statistics of a chunk.</summary>
/// <param name="Least">The least value in plain encoding, without a length; null if there is none, or if it is too long to be useful.</param>
/// <param name="Greatest">The greatest value, likewise.</param>
/// <param name="Absent">Values that are absent.</param>
/// <param name="Distinct">Distinct values, if they were counted.</param>
internal readonly record struct ChunkStatistics(byte[]? Least, byte[]? Greatest, long Absent, long? Distinct);

/// <summary>How the values of a page are written; the numbers are those of the format.</summary>
internal enum PageEncoding
{
    Plain = 0,
    Hybrid = 3,
    DeltaBinaryPacked = 5,
    Dictionary = 8,
}
