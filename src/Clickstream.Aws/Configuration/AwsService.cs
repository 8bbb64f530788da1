namespace Clickstream.Aws.Configuration;

/// <summary>The services that we call, each with an endpoint of its own.</summary>
public enum AwsService
{
    /// <summary>Kinesis Data Streams.</summary>
    Kinesis,

    /// <summary>DynamoDB: leases and claims.</summary>
    DynamoDb,

    /// <summary>S3: the lake.</summary>
    S3,

    /// <summary>Data Firehose: micro-batches.</summary>
    Firehose,

    /// <summary>SNS: alerts.</summary>
    Sns,

    /// <summary>EventBridge: alerts as events.</summary>
    EventBridge,

    /// <summary>Glue: the catalog.</summary>
    Glue,

    /// <summary>Athena: SQL.</summary>
    Athena,

    /// <summary>STS: who we are.</summary>
    Sts,
}
