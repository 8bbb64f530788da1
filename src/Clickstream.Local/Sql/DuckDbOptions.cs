namespace Clickstream.Local.Sql;

/// <summary>What a query may use.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Bytes of memory of one query; 1 GiB by default. A query that needs more ends with an error.</summary>
    public long MaxMemory { get; init; } = 1L << 30;

    /// <summary>Threads of one query; the number of processors by default.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
