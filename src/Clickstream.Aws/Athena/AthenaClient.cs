using Clickstream.Aws.Configuration;
using Clickstream.Aws.Narrow;

namespace Clickstream.Aws.Athena;

/// <summary>The operations of Athena that we call; members are named as in the API. All throw AmazonServiceException if they are refused.</summary>
internal sealed class AthenaClient(AwsEnvironment environment) : IDisposable
{
    private readonly NarrowClient _client = new(environment, NarrowService.Athena);

    public Task<StartQueryExecutionResponse> StartQueryExecutionAsync(StartQueryExecutionRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "StartQueryExecution",
            request,
            AthenaJson.Default.StartQueryExecutionRequest,
            AthenaJson.Default.StartQueryExecutionResponse,
            cancellationToken);

    public Task<GetQueryExecutionResponse> GetQueryExecutionAsync(QueryExecutionRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "GetQueryExecution",
            request,
            AthenaJson.Default.QueryExecutionRequest,
            AthenaJson.Default.GetQueryExecutionResponse,
            cancellationToken);

    public Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "GetQueryResults",
            request,
            AthenaJson.Default.GetQueryResultsRequest,
            AthenaJson.Default.GetQueryResultsResponse,
            cancellationToken);

    public Task StopQueryExecutionAsync(QueryExecutionRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "StopQueryExecution",
            request,
            AthenaJson.Default.QueryExecutionRequest,
            AthenaJson.Default.StopQueryExecutionResponse,
            cancellationToken);

    public Task GetWorkGroupAsync(GetWorkGroupRequest request, CancellationToken cancellationToken) => _client.CallAsync(
        "GetWorkGroup", request, AthenaJson.Default.GetWorkGroupRequest, AthenaJson.Default.GetWorkGroupResponse, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
