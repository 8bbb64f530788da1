using Clickstream.Core.Sql;

namespace Clickstream.Aws.Athena;

/// <summary>The answer to a query, and what it cost.</summary>
/// <param name="Result">The rows.</param>
/// <param name="BytesScanned">What Athena charges for, at least 10 MB a query.</param>
/// <param name="EngineTime">How long the engine worked.</param>
/// <param name="QueryExecutionId">Its name in Athena's history.</param>
public sealed record AthenaAnswer(QueryResult Result, long BytesScanned, TimeSpan EngineTime, string QueryExecutionId);
