using Microsoft.AspNetCore.Http;

namespace Clickstream.Campaign.Tests.Faults;

/// <summary>In which form a service tells errors.</summary>
internal enum ServiceDialect
{
    /// <summary>JSON: Kinesis and DynamoDB.</summary>
    Json,

    /// <summary>The XML of S3.</summary>
    S3,

    /// <summary>The XML of the Query protocol: SNS and STS.</summary>
    Query,
}

/// <summary>Tells the dialects apart.</summary>
internal static class ServiceDialects
{
    /// <summary>The dialect of a request.</summary>
    public static ServiceDialect Of(HttpRequest request) => request.ContentType switch
    {
        { } type when type.StartsWith("application/x-amz-", StringComparison.Ordinal) => ServiceDialect.Json,
        { } type when type.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) => ServiceDialect.Query,
        _ => ServiceDialect.S3,
    };
}
