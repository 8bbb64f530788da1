namespace Clickstream.Bench.Measuring;

/// <summary>Names of figures that several pieces of work report.</summary>
internal static class Figures
{
    public const string Events = "events";

    /// <summary>What was written: bytes of raw files, of records, of Parquet.</summary>
    public const string Bytes = "bytes";

    public const string Files = "files";

    public const string Rows = "rows";
}
