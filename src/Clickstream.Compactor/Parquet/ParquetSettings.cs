using System.IO.Compression;
using Parquet;

namespace Clickstream.Compactor.Parquet;

/// <summary>How Parquet files are written.</summary>
internal static class ParquetSettings
{
    public static ParquetOptions For(Codec codec) => new()
    {
        CompressionMethod = codec == Codec.Snappy ? CompressionMethod.Snappy : CompressionMethod.Zstd,
        CompressionLevel = CompressionLevel.Optimal, // Zstandard level 3; the default is 19, which takes ten times as long.
        // Whether to use a dictionary is decided by the writers, who know how many distinct values there are.
        DictionaryEncodingThreshold = 1,
    };
}
