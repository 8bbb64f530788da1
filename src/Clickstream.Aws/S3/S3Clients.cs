using Amazon.S3;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Sdk;

namespace Clickstream.Aws.S3;

/// <summary>Makes clients of S3. One serves all stores of a process; the caller disposes it.</summary>
public static class S3Clients
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100); // One part of 8 MiB over a poor line (1 Mbit/s) takes 67 s.

    /// <summary>A client for the environment. With an endpoint of its own, buckets are named in the path, since an emulator has one host only.</summary>
    public static IAmazonS3 Create(AwsEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var config = SdkSettings.Apply(new AmazonS3Config(), environment, AwsService.S3, Timeout);
        config.ForcePathStyle = environment.EndpointOf(AwsService.S3) is not null;
        return new AmazonS3Client(environment.Credentials, config);
    }
}
