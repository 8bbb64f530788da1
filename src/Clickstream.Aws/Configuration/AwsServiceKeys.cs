namespace Clickstream.Aws.Configuration;

/// <summary>The services by the names that the AWS tools use in <c>AWS_ENDPOINT_URL_NAME</c>, in lower case.</summary>
internal static class AwsServiceKeys
{
    private static readonly Dictionary<string, AwsService> Services = new(StringComparer.Ordinal)
    {
        ["kinesis"] = AwsService.Kinesis,
        ["dynamodb"] = AwsService.DynamoDb,
        ["s3"] = AwsService.S3,
        ["firehose"] = AwsService.Firehose,
        ["sns"] = AwsService.Sns,
        ["eventbridge"] = AwsService.EventBridge,
        ["glue"] = AwsService.Glue,
        ["athena"] = AwsService.Athena,
        ["sts"] = AwsService.Sts,
    };

    /// <summary>Every name.</summary>
    public static IReadOnlyCollection<string> All => Services.Keys;

    /// <summary>The service of a name; null if there is none.</summary>
    public static AwsService? Parse(string name) => Services.TryGetValue(name, out var service) ? service : null;
}
