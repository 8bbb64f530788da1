using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Clickstream.Aws.Sdk;

/// <summary>What to say of a failed call, whichever the service: the cause and the remedy in a sentence.</summary>
internal static class SdkFault
{
    /// <summary>The sentence.</summary>
    /// <param name="fault">What the SDK threw.</param>
    /// <param name="action">The IAM action of the call, for instance <c>s3:GetObject</c>.</param>
    /// <param name="resource">What it was about, for instance <c>bucket lake</c>.</param>
    public static string Describe(Exception fault, string action, string resource) => fault switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } service => DescribeCode(code, service, action, resource),
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden } service => Denied(service, action, resource),
        _ when Find<SocketException>(fault) is { } socket => Unreachable(socket.Message, action, resource),
        _ when Find<HttpRequestException>(fault) is { } http => Unreachable(http.Message, action, resource),
        AmazonClientException when fault.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) =>
            $"{action} on {resource} was not sent, because there are no AWS credentials ({fault.Message}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role.",
        OperationCanceledException or TimeoutException => Unreachable("no answer in time", action, resource),
        _ => $"{action} on {resource} failed: {fault.Message}",
    };

    /// <summary>Whether the SDK's exception may be a fault of the service or the network, as opposed to one of ours.</summary>
    public static bool IsFault(Exception exception, CancellationToken cancellationToken) =>
        exception is AmazonClientException or AmazonServiceException or HttpRequestException or TimeoutException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string DescribeCode(string code, AmazonServiceException fault, string action, string resource) => code switch
    {
        "AccessDenied" or "AccessDeniedException" or "AllAccessDisabled" or "Forbidden" => Denied(fault, action, resource),
        "ExpiredToken" or "ExpiredTokenException" or "RequestExpired" =>
            $"{action} on {resource} was refused, because the credentials have expired. Log in again ('aws sso login'), or renew what AWS_SESSION_TOKEN holds.",
        "InvalidAccessKeyId" or "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidToken" =>
            $"{action} on {resource} was refused, because AWS does not know the credentials. Check AWS_ACCESS_KEY_ID, the profile, and that the region is of the same partition.",
        "SignatureDoesNotMatch" or "InvalidSignatureException" =>
            $"{action} on {resource} was refused, because the signature is wrong. Check the secret key, and that the clock of this machine is right ({fault.Message}).",
        "RequestTimeTooSkewed" => $"{action} on {resource} was refused, because the clock of this machine is wrong. Set it by NTP ({fault.Message}).",
        _ when IsThrottle(code) =>
            $"{action} on {resource} is throttled by AWS ({code}) even after {SdkSettings.Retries} retries. It is tried again; if it lasts, raise the limit or use fewer workers.",
        _ => $"{action} on {resource} failed: {code}: {fault.Message}",
    };

    private static bool IsThrottle(string code) => code is "SlowDown" or "ThrottlingException" or "ProvisionedThroughputExceededException" or "RequestLimitExceeded";

    private static string Denied(AmazonServiceException fault, string action, string resource) =>
        $"The caller may not {action} on {resource}. Allow it in the caller's IAM policy, and check the policies of the resource and of the organisation ({fault.Message}).";

    private static string Unreachable(string detail, string action, string resource) =>
        $"{action} on {resource} did not reach AWS: {detail}. Check the network, the region, and AWS_ENDPOINT_URL if it is set.";

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
