using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Transport;

/// <summary>A service refused a call, or could not be reached. The message says what to do about it.</summary>
public sealed class AwsServiceException : IOException
{
    internal AwsServiceException(AwsService service, AwsFailure failure, string message, Exception? cause)
        : base(message, cause)
    {
        Service = service;
        Failure = failure;
        Code = failure.Code;
        Status = failure.Status;
        RequestId = failure.RequestId;
        IsThrottling = failure.IsThrottling;
        IsTransient = failure.IsTransient;
    }

    internal AwsFailure Failure { get; }

    /// <summary>The service that was called.</summary>
    public AwsService Service { get; }

    /// <summary>
    /// The error code of the service, for instance <c>ResourceNotFoundException</c>; or one of ours where there is no answer:
    /// <c>Unreachable</c>, <c>TimedOut</c>, <c>NoCredentials</c>, <c>BadAnswer</c>.
    /// </summary>
    public string Code { get; }

    /// <summary>The HTTP status; 0 if there was no answer.</summary>
    public int Status { get; }

    /// <summary>The id by which AWS Support finds the request; null if there is none.</summary>
    public string? RequestId { get; }

    /// <summary>Whether the service refused because of too many calls; try again later.</summary>
    public bool IsThrottling { get; }

    /// <summary>Whether the same call may succeed later (throttled, 5xx, connection faults, timeouts). It was retried already.</summary>
    public bool IsTransient { get; }
}
