using Amazon.DynamoDBv2;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Sdk;

namespace Clickstream.Aws.DynamoDb;

/// <summary>Makes clients of DynamoDB. One serves all stores of a process; the caller disposes it.</summary>
public static class DynamoDbClients
{
    /// <summary>
    /// How long one attempt may take: DynamoDB answers in milliseconds, and a renewal that hangs must not cost the lease
    /// (3.3 s between renewals, 10 s to failover).
    /// </summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>A client for the environment.</summary>
    public static IAmazonDynamoDB Create(AwsEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new AmazonDynamoDBClient(
            environment.Credentials, SdkSettings.Apply(new AmazonDynamoDBConfig(), environment, AwsService.DynamoDb, Timeout));
    }
}
