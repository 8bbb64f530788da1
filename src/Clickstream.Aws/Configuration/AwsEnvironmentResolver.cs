using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace Clickstream.Aws.Configuration;

/// <summary>Finds region, credentials and endpoints the way every AWS tool does, the settings first.</summary>
public static class AwsEnvironmentResolver
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL";

    /// <summary>Resolves the environment. Nothing is called; credentials that need a call are fetched by the first request.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="variable">The value of an environment variable; null if it is not set.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="AwsSettingsException">There is no region or there are no credentials, or a profile or an endpoint is wrong; the message says what to set.</exception>
    public static AwsEnvironment Resolve(AwsSettings settings, Func<string, string?> variable, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(variable);
        return new AwsEnvironment
        {
            Credentials = Credentials(settings.Profile), // First: the region may come from the same profile.
            Region = settings.Region ?? Region(settings.Profile),
            Endpoints = EndpointsOf(settings, variable),
            Time = time,
        };
    }

    /// <summary>The endpoints that are not the region's own.</summary>
    internal static Dictionary<AwsService, Uri> EndpointsOf(AwsSettings settings, Func<string, string?> variable)
    {
        var endpoints = new Dictionary<AwsService, Uri>();
        foreach (var name in AwsServiceKeys.All)
        {
            var endpoint = settings.Endpoints.GetValueOrDefault(name)
                ?? settings.Endpoint
                ?? FromVariable($"{EndpointVariable}_{name.ToUpperInvariant()}", variable)
                ?? FromVariable(EndpointVariable, variable);
            if (endpoint is not null)
            {
                endpoints.Add(AwsServiceKeys.Parse(name)!.Value, endpoint);
            }
        }

        return endpoints;
    }

    private static string Region(string? profile)
    {
        if (profile is not null && new CredentialProfileStoreChain().TryGetProfile(profile, out var named) && named.Region is { } region)
        {
            return region.SystemName;
        }

        return FallbackRegionFactory.GetRegionEndpoint()?.SystemName
            ?? throw new AwsSettingsException("No AWS region is known. Set region in the configuration, AWS_REGION, or region in ~/.aws/config.");
    }

    private static AWSCredentials Credentials(string? profile)
    {
        if (profile is not null)
        {
            return new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var named)
                ? named
                : throw new AwsSettingsException($"There is no AWS profile '{profile}'. 'aws configure list-profiles' names those that exist.");
        }

        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials();
        }
        catch (AmazonClientException fault)
        {
            throw new AwsSettingsException(
                "There are no AWS credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run 'aws configure' or 'aws sso login', "
                + "name a profile in the configuration, or give this machine, task or function a role.",
                fault);
        }
    }

    private static Uri? FromVariable(string name, Func<string, string?> variable) =>
        variable(name) is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" ? endpoint
        : throw new AwsSettingsException($"{name} is '{text}', which is no http or https address.");
}
