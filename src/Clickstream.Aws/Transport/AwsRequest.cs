using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Transport;

/// <summary>A call of a service, before it is signed. All of the services that we call ourselves take one POST to the root.</summary>
internal sealed record AwsRequest
{
    /// <summary>The operation, for instance <c>PutRecords</c>; with the service it is the IAM action.</summary>
    public required string Operation { get; init; }

    /// <summary>What it works on, for messages: <c>stream clicks</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>The content type of the body.</summary>
    public required string ContentType { get; init; }

    /// <summary>The header X-Amz-Target; null for services that name the action in the body.</summary>
    public string? Target { get; init; }

    /// <summary>The body; the caller keeps its hold and releases it after the call.</summary>
    public required PooledBuffer Body { get; init; }

    /// <summary>
    /// Whether LimitExceededException means too many calls a second (listing, describing, subscribing) rather than a quota that waiting
    /// does not change.
    /// </summary>
    public bool LimitExceededIsThrottling { get; init; }

    /// <summary>Failures after which another attempt is of no use; null for none beyond the usual.</summary>
    public Predicate<AwsFailure>? IsFinal { get; init; }

    /// <summary>The IAM action.</summary>
    public string ActionOn(AwsService service) => $"{AwsServiceNames.NameOf(service)}:{Operation}";
}
