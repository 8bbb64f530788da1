using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Sdk;

/// <summary>What a client of the AWS SDK threw, in the words of <see cref="AwsFailure"/>, so that the remedies are the same as those of our own clients.</summary>
internal static class SdkFault
{
    /// <summary>The cause and the remedy.</summary>
    /// <param name="fault">What the SDK threw.</param>
    /// <param name="action">The IAM action of the call, for instance <c>s3:GetObject</c>.</param>
    /// <param name="resource">What it was about, for instance <c>table leases</c>.</param>
    /// <param name="config">The client's settings: where the call went.</param>
    public static string Describe(Exception fault, string action, string resource, IClientConfig config) =>
        AwsRemedy.Explain(action, resource, Failure(fault), EndpointOf(config), RegionOf(config));

    /// <summary>Whether it is a fault of the service or the network, as opposed to one of ours.</summary>
    public static bool IsFault(Exception exception, CancellationToken cancellationToken) =>
        exception is AmazonClientException or AmazonServiceException or HttpRequestException or TimeoutException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>The region that calls are signed for.</summary>
    public static string RegionOf(IClientConfig config) => config.AuthenticationRegion ?? config.RegionEndpoint?.SystemName ?? "?";

    private static AwsFailure Failure(Exception fault) => fault switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } service => new AwsFailure(code, (int)service.StatusCode, service.Message),
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden } service => new AwsFailure("AccessDenied", 403, service.Message),
        _ when Find<SocketException>(fault) is { } socket => new AwsFailure(AwsFailure.Unreachable, 0, socket.Message),
        _ when Find<HttpRequestException>(fault) is { } http => new AwsFailure(AwsFailure.Unreachable, 0, http.Message),
        // The SDK has no type of its own for this; every message of its credential chain says the word.
        AmazonClientException when fault.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) =>
            new AwsFailure(AwsFailure.NoCredentials, 0, fault.Message),
        OperationCanceledException or TimeoutException => new AwsFailure(AwsFailure.TimedOut, 0, fault.Message),
        AmazonServiceException service => new AwsFailure(service.StatusCode.ToString(), (int)service.StatusCode, service.Message),
        _ => new AwsFailure(AwsFailure.BadAnswer, 0, fault.Message),
    };

    private static string EndpointOf(IClientConfig config) =>
        config.ServiceURL ?? $"the endpoint of {config.RegionEndpointServiceName} in {RegionOf(config)}";

    private static T? Find<T>(Exception? fault)
        where T : Exception
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is T found)
            {
                return found;
            }
        }

        return null;
    }
}
