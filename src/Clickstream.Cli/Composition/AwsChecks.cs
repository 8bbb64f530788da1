using Clickstream.Aws.Configuration;

namespace Clickstream.Cli.Composition;

/// <summary>What <c>doctor --backend aws</c> tries.</summary>
internal sealed class AwsChecks(AwsBackend backend, AwsSettings settings, AwsEnvironment environment)
{
    public IReadOnlyList<HealthCheck> All =>
    [
        new("region", _ => Task.FromResult($"{environment.Region}{(environment.Endpoints.Count > 0 ? ", endpoints of its own" : string.Empty)}, stream {settings.Stream}")),
        HealthCheck.OfStream(backend),
        HealthCheck.OfLeases(backend),
        HealthCheck.Of(backend.Objects),
    ];
}
