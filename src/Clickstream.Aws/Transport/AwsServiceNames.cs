using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Transport;

/// <summary>
/// The names of a service in hosts, signatures and IAM actions. Source: endpointPrefix and signingName of the service models.
/// </summary>
internal static class AwsServiceNames
{
    /// <summary>The name in hosts, signatures and actions; one word for each service that we call.</summary>
    public static string NameOf(AwsService service) => service switch
    {
        AwsService.Kinesis => "kinesis",
        AwsService.DynamoDb => "dynamodb",
        AwsService.S3 => "s3",
        AwsService.Firehose => "firehose",
        AwsService.Sns => "sns",
        AwsService.EventBridge => "events",
        AwsService.Glue => "glue",
        AwsService.Athena => "athena",
        AwsService.Sts => "sts",
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "Not a service that we call."),
    };

    /// <summary>The endpoint of a service: the configured one, or the region's, with the domain of its partition.</summary>
    public static Uri EndpointOf(AwsEnvironment environment, AwsService service)
    {
        if (environment.EndpointOf(service) is { } configured)
        {
            return configured;
        }

        var suffix = Amazon.RegionEndpoint.GetBySystemName(environment.Region).PartitionDnsSuffix;
        return new Uri($"https://{NameOf(service)}.{environment.Region}.{suffix}");
    }
}
