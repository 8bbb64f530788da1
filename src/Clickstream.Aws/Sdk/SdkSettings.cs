using Amazon;
using Amazon.Runtime;
using Clickstream.Aws.Configuration;

namespace Clickstream.Aws.Sdk;

/// <summary>What the clients of the AWS SDK have in common.</summary>
internal static class SdkSettings
{
    /// <summary>Attempts after the first. The worker repeats what still fails, so this only has to bridge a short throttle or a dropped connection.</summary>
    public const int Retries = 4;

    /// <summary>Until a connection stands: on AWS it takes milliseconds, so a longer silence is a wrong address or a lost packet.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The credentials of a client, to renew them.</summary>
    public static AWSCredentials? CredentialsOf(IClientConfig config) => (config as ClientConfig)?.DefaultAWSCredentials;

    /// <summary>Sets region, endpoint, retries and time-outs.</summary>
    /// <param name="config">The client's settings.</param>
    /// <param name="environment">Where to find the service.</param>
    /// <param name="service">Which service.</param>
    /// <param name="timeout">How long one attempt may take.</param>
    public static T Apply<T>(T config, AwsEnvironment environment, AwsService service, TimeSpan timeout)
        where T : ClientConfig
    {
        if (environment.EndpointOf(service) is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = environment.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(environment.Region);
        }

        config.DefaultAWSCredentials = environment.Credentials;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        config.ConnectTimeout = ConnectTimeout;
        config.Timeout = timeout;
        return config;
    }
}
