using Clickstream.Aws.Configuration;
using Clickstream.Aws.Narrow;

namespace Clickstream.Aws.Glue;

/// <summary>The operations of Glue that we call; members are named as in the API. All throw AmazonServiceException if they are refused.</summary>
internal sealed class GlueClient(AwsEnvironment environment) : IDisposable
{
    /// <summary>Partitions of BatchCreatePartition and BatchUpdatePartition. Source: Glue API reference.</summary>
    public const int MaxBatch = 100;

    /// <summary>Partitions of BatchDeletePartition. Source: Glue API reference.</summary>
    public const int MaxDeleteBatch = 25;

    private readonly NarrowClient _client = new(environment, NarrowService.Glue);

    public Task CreateDatabaseAsync(CreateDatabaseRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync("CreateDatabase", request, GlueJson.Default.CreateDatabaseRequest, GlueJson.Default.EmptyResponse, cancellationToken);

    public Task<GetTableResponse> GetTableAsync(GetTableRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync("GetTable", request, GlueJson.Default.GetTableRequest, GlueJson.Default.GetTableResponse, cancellationToken);

    public Task CreateTableAsync(CreateTableRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync("CreateTable", request, GlueJson.Default.CreateTableRequest, GlueJson.Default.EmptyResponse, cancellationToken);

    public Task UpdateTableAsync(UpdateTableRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync("UpdateTable", request, GlueJson.Default.UpdateTableRequest, GlueJson.Default.EmptyResponse, cancellationToken);

    public Task<GetPartitionsResponse> GetPartitionsAsync(GetPartitionsRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync("GetPartitions", request, GlueJson.Default.GetPartitionsRequest, GlueJson.Default.GetPartitionsResponse, cancellationToken);

    public Task<BatchResponse> BatchCreatePartitionAsync(BatchCreatePartitionRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "BatchCreatePartition", request, GlueJson.Default.BatchCreatePartitionRequest, GlueJson.Default.BatchResponse, cancellationToken);

    public Task<BatchResponse> BatchUpdatePartitionAsync(BatchUpdatePartitionRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "BatchUpdatePartition", request, GlueJson.Default.BatchUpdatePartitionRequest, GlueJson.Default.BatchResponse, cancellationToken);

    public Task<BatchResponse> BatchDeletePartitionAsync(BatchDeletePartitionRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "BatchDeletePartition", request, GlueJson.Default.BatchDeletePartitionRequest, GlueJson.Default.BatchResponse, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
