using Clickstream.Aws.Configuration;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Sts;

/// <summary>The clock of AWS beside the one of this machine.</summary>
public static class ServiceClock
{
    /// <summary>How far the two may differ before signatures are refused. Source: "Signature Version 4, request time", AWS.</summary>
    public static TimeSpan Allowed { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Asks STS for its time, to the second; any answer has it, even a refusal.</summary>
    /// <returns>How far the service is ahead of this machine; null if its answer has no time.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public static async Task<TimeSpan?> AheadAsync(AwsEnvironment environment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(
            AwsServiceNames.EndpointOf(environment, AwsService.Sts), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return answer.Headers.Date - environment.Time.GetUtcNow();
    }
}
