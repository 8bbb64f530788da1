using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Emulators;

namespace Clickstream.Aws.Tests;

/// <summary>The environment of a test: one service at the address of an emulator, and credentials that it does not check.</summary>
internal static class TestEnvironment
{
    public static async Task<AwsEnvironment> OfAsync(AwsService service, Emulator emulator) => At(service, await emulator.UrlAsync());

    public static AwsEnvironment At(AwsService service, Uri url) => new()
    {
        Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        Region = "eu-central-1",
        Endpoints = new Dictionary<AwsService, Uri> { [service] = url },
    };
}
