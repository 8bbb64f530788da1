using Clickstream.Emulators;

namespace Clickstream.Local.Tests.KinesisApi.Clients;

/// <summary>Clients of the Kinesis API that we did not write.</summary>
public enum ClientTool
{
    Boto3,
    AwsCli,
    Node,
}

/// <summary>
/// A test with such a client. Without it the test is skipped with the remedy, except where <c>CI=true</c> promises that everything is there.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute(ClientTool tool)
    {
        Tool = tool;
        if (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = tool switch
            {
                ClientTool.Boto3 => Prerequisites.Python.Value,
                ClientTool.AwsCli => Prerequisites.AwsCli.Value,
                _ => Prerequisites.Node.Value,
            };
        }
    }

    public ClientTool Tool { get; }
}
