using Clickstream.Aws.Configuration;
using Clickstream.Aws.Narrow;

namespace Clickstream.Aws.Firehose;

/// <summary>The operations of Firehose that we call; members are named as in the API. All throw AmazonServiceException if they are refused.</summary>
internal sealed class FirehoseClient(AwsEnvironment environment) : IDisposable
{
    private readonly NarrowClient _client = new(environment, NarrowService.Firehose);

    public Task<PutRecordBatchResponse> PutRecordBatchAsync(PutRecordBatchRequest request, CancellationToken cancellationToken) => _client.CallAsync(
        "PutRecordBatch", request, FirehoseJson.Default.PutRecordBatchRequest, FirehoseJson.Default.PutRecordBatchResponse, cancellationToken);

    public Task<DescribeDeliveryStreamResponse> DescribeDeliveryStreamAsync(
        DescribeDeliveryStreamRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "DescribeDeliveryStream",
            request,
            FirehoseJson.Default.DescribeDeliveryStreamRequest,
            FirehoseJson.Default.DescribeDeliveryStreamResponse,
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
