namespace Clickstream.Campaign.Tests.Faults;

/// <summary>An error in the words and the form of a service.</summary>
internal sealed record FaultAnswer(ServiceDialect Dialect, int Status, string Code, string Message)
{
    public string ContentType => Dialect == ServiceDialect.Json ? "application/x-amz-json-1.1" : "text/xml";

    public string Body => Dialect switch
    {
        ServiceDialect.Json => $$"""{"__type":"{{Code}}","message":"{{Message}}"}""",
        ServiceDialect.S3 => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{Code}</Code><Message>{Message}</Message><RequestId>fault</RequestId></Error>",
        _ => $"<ErrorResponse><Error><Type>Sender</Type><Code>{Code}</Code><Message>{Message}</Message></Error><RequestId>fault</RequestId></ErrorResponse>",
    };

    public static FaultAnswer Throttled(ServiceDialect dialect) => dialect switch
    {
        ServiceDialect.Json => new(dialect, 400, "ProvisionedThroughputExceededException", "Rate exceeded."),
        ServiceDialect.S3 => new(dialect, 503, "SlowDown", "Please reduce your request rate."),
        _ => new(dialect, 400, "Throttling", "Rate exceeded"),
    };

    public static FaultAnswer Failed(ServiceDialect dialect) => dialect == ServiceDialect.S3
        ? new(dialect, 500, "InternalError", "We encountered an internal error.")
        : new(dialect, 500, "InternalFailure", "Something broke.");

    public static FaultAnswer Skewed(ServiceDialect dialect) => dialect switch
    {
        ServiceDialect.Json => new(dialect, 400, "InvalidSignatureException", "Signature expired: it is now earlier than the time of the request."),
        ServiceDialect.S3 => new(dialect, 403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
        _ => new(dialect, 403, "SignatureDoesNotMatch", "Signature expired: it is now earlier than the time of the request."),
    };

    public static FaultAnswer Expired(ServiceDialect dialect) => dialect switch
    {
        ServiceDialect.Json => new(dialect, 400, "ExpiredTokenException", "The security token included in the request is expired"),
        ServiceDialect.S3 => new(dialect, 400, "ExpiredToken", "The provided token has expired."),
        _ => new(dialect, 403, "ExpiredToken", "The security token included in the request is expired"),
    };
}
