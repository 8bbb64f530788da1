namespace Clickstream.Campaign.Tests.Faults;

/// <summary>An error in the words of the service: JSON for Kinesis and DynamoDB, XML for S3 and SNS.</summary>
internal sealed record FaultAnswer(int Status, string Code, string Message)
{
    public static FaultAnswer Throttled(bool isJson) => isJson
        ? new FaultAnswer(400, "ProvisionedThroughputExceededException", "Rate exceeded.")
        : new FaultAnswer(503, "SlowDown", "Please reduce your request rate.");

    public static FaultAnswer Failed(bool isJson) =>
        isJson ? new FaultAnswer(500, "InternalFailure", "Something broke.") : new FaultAnswer(500, "InternalError", "We encountered an internal error.");

    public static FaultAnswer Skewed(bool isJson) => isJson
        ? new FaultAnswer(400, "InvalidSignatureException", "Signature expired: it is now earlier than the time of the request.")
        : new FaultAnswer(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.");

    public static FaultAnswer Expired(bool isJson) => isJson
        ? new FaultAnswer(400, "ExpiredTokenException", "The security token included in the request is expired")
        : new FaultAnswer(400, "ExpiredToken", "The provided token has expired.");

    public string Body(bool isJson) => isJson
        ? $$"""{"__type":"{{Code}}","message":"{{Message}}"}"""
        : $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{Code}</Code><Message>{Message}</Message><RequestId>fault</RequestId></Error>";
}
