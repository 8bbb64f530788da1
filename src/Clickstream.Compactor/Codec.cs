namespace Clickstream.Compactor;

/// <summary>How the pages of a Parquet file are compressed.</summary>
public enum Codec
{
    /// <summary>Zstandard, level 3: about a third smaller than Snappy. Athena, Redshift Spectrum, Spark and DuckDB read it.</summary>
    Zstandard,

    /// <summary>Snappy, for readers that know nothing else.</summary>
    Snappy,
}
