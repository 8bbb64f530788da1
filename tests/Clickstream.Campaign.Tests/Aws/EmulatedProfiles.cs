using System.Runtime.CompilerServices;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>
/// AWS profiles of the test run, in a configuration file of its own, which every process that a test starts inherits: <c>fixed</c> has credentials that
/// never expire, <c>expiring</c> asks a program that gives a new session token each time.
/// </summary>
internal static class EmulatedProfiles
{
    public const string Fixed = "fixed";

    public const string Expiring = "expiring";

    [ModuleInitializer]
    internal static void Write()
    {
        var folder = Directory.CreateTempSubdirectory("clickstream-profiles-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var program = Path.Combine(folder, "credentials");
        File.WriteAllText(program, """
            # New credentials each time. They say that they are good for an hour; the proxy says that they are not.
            printf '{"Version":1,"AccessKeyId":"test","SecretAccessKey":"test","SessionToken":"token-%s","Expiration":"%s"}' \
              "$(date +%s%N)" "$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)"
            """);
        File.WriteAllText(Path.Combine(folder, "config"), $"""
            [profile {Fixed}]
            region = us-east-1
            aws_access_key_id = test
            aws_secret_access_key = test

            [profile {Expiring}]
            region = us-east-1
            credential_process = sh {program}
            """);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(folder, "config"));
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(folder, "none"));
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        foreach (var name in new[] { "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION" })
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
