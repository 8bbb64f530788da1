using Clickstream.Aws.Configuration;
using Clickstream.Aws.Narrow;

namespace Clickstream.Aws.EventBridge;

/// <summary>The operations of EventBridge that we call; members are named as in the API.</summary>
internal sealed class EventBridgeClient(AwsEnvironment environment) : IDisposable
{
    private readonly NarrowClient _client = new(environment, NarrowService.EventBridge);

    /// <summary>Puts up to ten events.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">The call was refused as a whole.</exception>
    public Task<PutEventsResponse> PutEventsAsync(PutEventsRequest request, CancellationToken cancellationToken) =>
        _client.CallAsync(
            "PutEvents", request, EventBridgeJson.Default.PutEventsRequest, EventBridgeJson.Default.PutEventsResponse, cancellationToken);

    /// <summary>Whether the bus is there and may be looked at.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">It is not.</exception>
    public Task DescribeEventBusAsync(DescribeEventBusRequest request, CancellationToken cancellationToken) => _client.CallAsync(
        "DescribeEventBus", request, EventBridgeJson.Default.DescribeEventBusRequest, EventBridgeJson.Default.DescribeEventBusResponse, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
