using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Narrow;

/// <summary>The configuration of a narrow client, in the terms of AWSSDK.Core.</summary>
internal sealed class NarrowConfig : ClientConfig
{
    /// <summary>Attempts after the first; Core waits with jitter in between. Longer retries belong to the callers, who know what waits for them.</summary>
    private const int Retries = 2;

    /// <summary>One attempt. Every call here is answered within a second or so; the rest is a lost connection.</summary>
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(20);

    public NarrowConfig(AwsEnvironment environment, NarrowService service)
        : base(new NoSmartDefaults())
    {
        AuthenticationRegion = environment.Region;
        AuthenticationServiceName = service.Name;
        Service = service;
        IgnoreConfiguredEndpointUrls = true; // The environment holds them already.
        RetryMode = RequestRetryMode.Standard;
        MaxErrorRetry = Retries;
        Timeout = AttemptLimit;
        ServiceURL = AwsServiceNames.EndpointOf(environment, service.Service).AbsoluteUri;
        EndpointProvider = new OneEndpoint(ServiceURL);
    }

    /// <summary>The service that is called.</summary>
    public NarrowService Service { get; }

    /// <inheritdoc/>
    public override string ServiceVersion => Service.Version;

    /// <inheritdoc/>
    public override string UserAgent => "clickstream";

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => Service.Name;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);

    private sealed class OneEndpoint(string url) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(url);
    }

    // Everything that the modes of Core would set is set above.
    private sealed class NoSmartDefaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode) =>
            new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard };
    }
}
