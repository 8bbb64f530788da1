namespace Clickstream.Core.Sql;

/// <summary>Answers SQL over the published versions of the lake: DuckDB locally, Athena on AWS.</summary>
public interface ISqlEngine
{
    /// <summary>Runs one statement.</summary>
    /// <exception cref="SqlException">The statement is wrong; the message is the engine's own.</exception>
    Task<QueryResult> QueryAsync(string sql, CancellationToken cancellationToken);
}
