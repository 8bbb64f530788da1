using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Errors;

namespace Clickstream.Aws.Sts;

/// <summary>Who the credentials belong to. By the SDK's own client, which is there for the credential chain anyway.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Arn">The user or the assumed role.</param>
public sealed record CallerIdentity(string Account, string Arn)
{
    /// <summary>Asks STS; every caller may, no permission is needed.</summary>
    /// <exception cref="CallerUnknownException">There are no credentials, AWS does not accept them, or it does not answer.</exception>
    public static async Task<CallerIdentity> GetAsync(AwsEnvironment environment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var config = new AmazonSecurityTokenServiceConfig { AuthenticationRegion = environment.Region };
        if (environment.EndpointOf(AwsService.Sts) is { } endpoint)
            config.ServiceURL = endpoint.AbsoluteUri;
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(environment.Region);
        try
        {
            using var client = new AmazonSecurityTokenServiceClient(environment.Credentials, config);
            var answer = await client.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken).ConfigureAwait(false);
            return new CallerIdentity(answer.Account, answer.Arn);
        }
        catch (AmazonServiceException refusal) when (refusal.StatusCode != 0)
        {
            throw new CallerUnknownException(AwsRefusal.Describe(refusal, "sts:GetCallerIdentity", $"the region {environment.Region}"), refusal);
        }
        catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException || AwsRefusal.IsSilence(failure, cancellationToken))
        {
            throw new CallerUnknownException(
                $"STS cannot be asked who we are: {failure.Message} "
                + $"Check that there are credentials, and that {config.ServiceURL ?? $"sts.{environment.Region}"} can be reached.",
                failure);
        }
    }
}
