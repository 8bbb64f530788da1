using System.Text;
using Amazon.Runtime;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Tests.Transport;

namespace Clickstream.Aws.Tests.Narrow;

/// <summary>A server that gives texts as answers, and the environment in which it is every service.</summary>
internal static class Script
{
    /// <summary>Gives the answers in order, the last one again and again; status 0 is a connection that breaks.</summary>
    public static ScriptedServer Of(params (int Status, string Body)[] answers) => ScriptedServer.Of(
    [
        .. answers.Select(answer => answer.Status == 0
            ? new ScriptedAnswer(200, new byte[100]) { DropAfter = 10 }
            : new ScriptedAnswer(answer.Status, Encoding.UTF8.GetBytes(answer.Body))),
    ]);

    /// <summary>An environment in which every service is at an address.</summary>
    public static AwsEnvironment EnvironmentAt(Uri address) => new()
    {
        Credentials = new BasicAWSCredentials("test", "test"),
        Region = "us-east-1",
        Endpoints = Enum.GetValues<AwsService>().ToDictionary(service => service, _ => address),
    };

    /// <summary>The bodies of the requests that came in, as text.</summary>
    public static IReadOnlyList<string> BodiesOf(ScriptedServer server) => [.. server.Requests.Select(request => Encoding.UTF8.GetString(request.Body))];
}
