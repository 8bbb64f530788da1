using Amazon.Runtime;

namespace Clickstream.Aws.Transport;

/// <summary>The credentials of each request, refreshed when the service says that they have expired.</summary>
internal sealed class CredentialSource(AWSCredentials credentials)
{
    /// <summary>The credentials to sign with now; null if there are none to be had.</summary>
    /// <exception cref="AmazonClientException">They cannot be had.</exception>
    public async ValueTask<ImmutableCredentials?> CurrentAsync() => await credentials.GetCredentialsAsync().ConfigureAwait(false);

    /// <summary>Makes the next request ask for new ones. Credentials without a clock of their own are asked again as they are.</summary>
    public void Expire()
    {
        if (credentials is RefreshingAWSCredentials refreshing)
        {
            refreshing.ClearCredentials();
        }
    }
}
