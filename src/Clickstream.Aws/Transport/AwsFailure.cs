namespace Clickstream.Aws.Transport;

/// <summary>What went wrong with one attempt.</summary>
/// <param name="Code">The error code without namespace.</param>
/// <param name="Status">The HTTP status; 0 if there was no answer.</param>
/// <param name="Text">What the service said, or the fault of the connection.</param>
internal sealed record AwsFailure(string Code, int Status, string Text)
{
    /// <summary>The endpoint did not answer.</summary>
    public const string Unreachable = nameof(Unreachable);

    /// <summary>The endpoint took the request and did not answer in time.</summary>
    public const string TimedOut = nameof(TimedOut);

    /// <summary>There are no credentials to sign with.</summary>
    public const string NoCredentials = nameof(NoCredentials);

    /// <summary>The answer is not what the protocol says.</summary>
    public const string BadAnswer = nameof(BadAnswer);

    public string? RequestId { get; init; }

    /// <summary>The media type of the answer.</summary>
    public string ContentType { get; init; } = string.Empty;

    /// <summary>The time of the service, to a second.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The exception behind it, if it did not come from the service.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Whether LimitExceededException is about calls a second.</summary>
    public bool LimitExceededIsThrottling { get; init; }

    // Source: the throttling codes of the retry behaviour of the AWS SDKs, and the errors of the Kinesis service model.
    public bool IsThrottling => Status is 429 || Code is "ProvisionedThroughputExceededException" or "ThrottlingException" or "Throttling"
        or "ThrottledException" or "TooManyRequestsException" or "RequestLimitExceeded" or "RequestThrottled" or "RequestThrottledException"
        or "BandwidthLimitExceeded" or "KMSThrottlingException" or "SlowDown" or "PriorRequestNotComplete"
        || (Code is "LimitExceededException" && LimitExceededIsThrottling);

    public bool IsTransient => IsThrottling || Status >= 500
        || Code is Unreachable or TimedOut or BadAnswer or "RequestTimeout" or "RequestTimeoutException" or "InternalFailure" or "ServiceUnavailable";

    public bool IsExpiredToken => Code is "ExpiredToken" or "ExpiredTokenException";

    /// <summary>Whether a wrong clock may be the reason.</summary>
    public bool MayBeClock => Code is "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" or "InvalidSignatureException"
        or "SignatureDoesNotMatch" or "AuthFailure";
}
