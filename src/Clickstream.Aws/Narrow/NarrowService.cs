using Clickstream.Aws.Configuration;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Narrow;

/// <summary>What a narrow client must know of its service. Source: the service models of the AWS SDKs.</summary>
/// <param name="Service">Which service it is.</param>
/// <param name="Version">The version of its API.</param>
/// <param name="Target">What stands before the operation in <c>X-Amz-Target</c>; null for the Query protocol.</param>
internal sealed record NarrowService(AwsService Service, string Version, string? Target)
{
    /// <summary>Its name in hosts and signatures.</summary>
    public string Name => AwsServiceNames.NameOf(Service);

    /// <summary>SNS; the Query protocol.</summary>
    public static NarrowService Sns { get; } = new(AwsService.Sns, "2010-03-31", null);

    /// <summary>EventBridge; JSON 1.1.</summary>
    public static NarrowService EventBridge { get; } = new(AwsService.EventBridge, "2015-10-07", "AWSEvents");

    /// <summary>Data Firehose; JSON 1.1.</summary>
    public static NarrowService Firehose { get; } = new(AwsService.Firehose, "2015-08-04", "Firehose_20150804");

    /// <summary>Glue; JSON 1.1.</summary>
    public static NarrowService Glue { get; } = new(AwsService.Glue, "2017-03-31", "AWSGlue");

    /// <summary>Athena; JSON 1.1.</summary>
    public static NarrowService Athena { get; } = new(AwsService.Athena, "2017-05-18", "AmazonAthena");
}
