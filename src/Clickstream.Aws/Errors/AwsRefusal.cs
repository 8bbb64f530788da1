using System.Net;
using Amazon.Runtime;

namespace Clickstream.Aws.Errors;

/// <summary>What a refusal of AWS means: whether it passes by itself, and else what a person has to do. Pure.</summary>
internal static class AwsRefusal
{
    // Codes of services that use several names for one thing. Source: the errors in the service models, and "Common Errors" of each API reference.
    private static readonly HashSet<string> Throttled = new(StringComparer.Ordinal)
    {
        "Throttling", "ThrottlingException", "ThrottledException", "Throttled", "TooManyRequestsException", "RequestLimitExceeded",
        "LimitExceededException", "ProvisionedThroughputExceededException", "KMSThrottlingException", "KMSThrottling", "SlowDown", "RequestThrottled",
    };

    // Credentials that are over may be refreshed by whoever provides them.
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal)
    {
        "ExpiredToken", "ExpiredTokenException", "RequestTimeout", "RequestTimeoutException", "InternalFailure", "InternalError",
        "InternalErrorException",
        "InternalException", "InternalServerException", "InternalServiceException", "ServiceUnavailable", "ServiceUnavailableException",
        "OperationTimeoutException", "ConcurrentModificationException", "ResourceNotReadyException",
    };

    /// <summary>Whether the same call may succeed later without anybody doing anything.</summary>
    public static bool IsTransient(AmazonServiceException refusal) =>
        IsTransient(refusal.ErrorCode) || (int)refusal.StatusCode >= 500
        || refusal.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or 0;

    /// <summary>Whether an entry that was refused with this code may be taken later.</summary>
    public static bool IsTransient(string? code) => IsThrottled(code) || (code is not null && Passing.Contains(code));

    /// <summary>Whether the service asks to be called less.</summary>
    public static bool IsThrottled(string? code) => code is not null && Throttled.Contains(code);

    /// <summary>Whether a failure means that no answer came: no connection, or none in time.</summary>
    public static bool IsSilence(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Whether the SDK could not make a call at all: no connection, or no credentials.</summary>
    public static bool IsNoCall(Exception failure) => failure is HttpRequestException or AmazonClientException;

    /// <summary>Two sentences: why a call could not be made, and what to look at.</summary>
    public static string DescribeNoCall(Exception failure, string action, string resource) =>
        $"{action} on {resource} could not be called: {failure.Message.TrimEnd('.', ' ', '\n')}. Check the region, the network, the credentials and AWS_ENDPOINT_URL.";

    /// <summary>One or two sentences: what was refused, and the remedy.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="action">The IAM action that the call needs, for instance <c>sns:Publish</c>.</param>
    /// <param name="resource">What it acts on, as an ARN or a name.</param>
    public static string Describe(AmazonServiceException refusal, string action, string resource) =>
        Describe(refusal.ErrorCode, refusal.Message, action, resource);

    /// <inheritdoc cref="Describe(AmazonServiceException, string, string)"/>
    public static string Describe(string? code, string message, string action, string resource)
    {
        var remedy = code switch
        {
            "AccessDenied" or "AccessDeniedException" or "AuthorizationError" or "AuthorizationErrorException" or "NotAuthorized"
                or "UnauthorizedOperation" =>
                $"Allow the action {action} on {resource} in the policy of the caller (and in the resource's own policy, if it has one).",
            "NotFound" or "NotFoundException" or "ResourceNotFoundException" or "EntityNotFoundException" =>
                $"{resource} does not exist in this region and account. Check its name and the region, or create it.",
            "KMSDisabled" or "KMSDisabledException" => $"The KMS key of {resource} is disabled. Enable it.",
            "KMSInvalidState" or "KMSInvalidStateException" or "InvalidKMSResourceException" =>
                $"The KMS key of {resource} cannot be used as it is (deletion pending, or not ready). Restore it, or set another.",
            "KMSNotFound" or "KMSNotFoundException" => $"The KMS key of {resource} does not exist. Set one that does.",
            "KMSAccessDenied" or "KMSAccessDeniedException" or "KMSOptInRequired" =>
                $"Allow the actions kms:GenerateDataKey and kms:Decrypt on the KMS key of {resource}.",
            "ExpiredToken" or "ExpiredTokenException" => "The credentials are over. Sign in again, or let the role be assumed anew.",
            "InvalidClientTokenId" or "UnrecognizedClientException" or "InvalidSecurity" or "InvalidSecurityException"
                or "MissingAuthenticationToken" =>
                "The credentials are not known to AWS. Check the access key, the profile, and that they are of the same partition as the region.",
            "SignatureDoesNotMatch" or "InvalidSignatureException" or "IncompleteSignature" =>
                "The signature does not fit. Check the secret key, and that the clock of this machine is right.",
            "RequestTimeTooSkewed" or "RequestExpired" => "The clock of this machine is wrong. Set it.",
            _ when IsThrottled(code) => $"{resource} is throttled. It is tried again; if this lasts, raise the quota.",
            _ => null,
        };
        var what = $"{action} on {resource} was refused ({code ?? "no code"}): {message.TrimEnd('.', ' ', '\n')}.";
        return remedy is null ? what : $"{what} {remedy}";
    }
}
