using Amazon.Runtime;

namespace Clickstream.Aws.Configuration;

/// <summary>What every client needs to know: who calls, in which region, and where the services are.</summary>
public sealed record AwsEnvironment
{
    /// <summary>The credentials; resolved anew by each request, so they may expire and be refreshed.</summary>
    public required AWSCredentials Credentials { get; init; }

    /// <summary>The region's name, for instance <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Endpoints that are not the region's own, by service (an emulator, a VPC endpoint).</summary>
    public IReadOnlyDictionary<AwsService, Uri> Endpoints { get; init; } = new Dictionary<AwsService, Uri>();

    /// <summary>The clock; signatures carry its time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The endpoint that was configured for a service, or null for the region's own.</summary>
    public Uri? EndpointOf(AwsService service) => Endpoints.GetValueOrDefault(service);
}
