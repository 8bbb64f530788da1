using System.Text.Json.Serialization;

namespace Clickstream.Aws.Athena;

// Requests and answers with the members that we use. Source: Athena API reference.
internal sealed record StartQueryExecutionRequest(
    string QueryString,
    string ClientRequestToken,
    QueryExecutionContext QueryExecutionContext,
    ResultConfiguration? ResultConfiguration,
    string WorkGroup);

internal sealed record QueryExecutionContext(string Database);

internal sealed record ResultConfiguration(string OutputLocation);

internal sealed record StartQueryExecutionResponse(string? QueryExecutionId);

/// <summary>The request of GetQueryExecution and StopQueryExecution.</summary>
internal sealed record QueryExecutionRequest(string QueryExecutionId);

internal sealed record GetQueryExecutionResponse(QueryExecution? QueryExecution);

internal sealed record QueryExecution(string? StatementType, QueryExecutionStatus? Status, QueryExecutionStatistics? Statistics);

internal sealed record QueryExecutionStatus(string? State, string? StateChangeReason, AthenaError? AthenaError);

internal sealed record AthenaError(string? ErrorMessage);

internal sealed record QueryExecutionStatistics(long? DataScannedInBytes, long? EngineExecutionTimeInMillis);

internal sealed record GetQueryResultsRequest(string QueryExecutionId, string? NextToken, int MaxResults);

internal sealed record GetQueryResultsResponse(string? NextToken, ResultSet? ResultSet);

internal sealed record ResultSet(IReadOnlyList<ResultRow>? Rows, ResultSetMetadata? ResultSetMetadata);

internal sealed record ResultRow(IReadOnlyList<Datum>? Data);

/// <summary>A value as text; null if it is NULL.</summary>
internal sealed record Datum(string? VarCharValue);

internal sealed record ResultSetMetadata(IReadOnlyList<ColumnInfo>? ColumnInfo);

internal sealed record ColumnInfo(string Name, string Type);

internal sealed record StopQueryExecutionResponse;

internal sealed record GetWorkGroupRequest(string WorkGroup);

internal sealed record GetWorkGroupResponse;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartQueryExecutionRequest))]
[JsonSerializable(typeof(StartQueryExecutionResponse))]
[JsonSerializable(typeof(QueryExecutionRequest))]
[JsonSerializable(typeof(GetQueryExecutionResponse))]
[JsonSerializable(typeof(GetQueryResultsRequest))]
[JsonSerializable(typeof(GetQueryResultsResponse))]
[JsonSerializable(typeof(StopQueryExecutionResponse))]
[JsonSerializable(typeof(GetWorkGroupRequest))]
[JsonSerializable(typeof(GetWorkGroupResponse))]
internal sealed partial class AthenaJson : JsonSerializerContext;
