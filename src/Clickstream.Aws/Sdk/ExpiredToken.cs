using Amazon.Runtime;
using Clickstream.Aws.Transport;

namespace Clickstream.Aws.Sdk;

/// <summary>
/// A session token that the service calls expired although it says itself that it is good: a role's sessions were revoked, or the clock was set. The SDK
/// renews by the clock alone and would send the same token again.
/// </summary>
internal static class ExpiredToken
{
    private static readonly string[] Codes = ["ExpiredToken", "ExpiredTokenException"];

    /// <summary>Makes a call, and once more with renewed credentials if their token has expired.</summary>
    public static async Task<T> RenewAsync<T>(AWSCredentials? credentials, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException fault) when (credentials is not null && Codes.Contains(fault.ErrorCode))
        {
            new CredentialSource(credentials).Expire();
            return await call().ConfigureAwait(false);
        }
    }
}
