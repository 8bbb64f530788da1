using System.Diagnostics;
using Clickstream.Bench.Measuring;
using Clickstream.Emulators;

namespace Clickstream.Bench.Kinesis;

/// <summary>Runs a contestant that is a script of Node, with the packages of the tests.</summary>
internal static class NodeRun
{
    /// <exception cref="MissingException">Node or its packages are not here; the message says what to install.</exception>
    public static void Require()
    {
        if (Prerequisites.Node.Value is { } missing)
        {
            throw new MissingException(missing);
        }
    }

    /// <summary>Runs it; it prints its usage as its last line, as our own pieces of work do.</summary>
    /// <exception cref="InvalidOperationException">The script failed; the message holds what it printed.</exception>
    public static Task<Usage> MeasureAsync(string script, params string[] args)
    {
        var start = new ProcessStartInfo("node", [Checkout.PathOf("bench", "Clickstream.Bench", "Kinesis", "node", script), .. args]);
        start.Environment["NODE_PATH"] = Checkout.PathOf("tests", "Clickstream.Emulators", "node_modules");
        start.Environment["AWS_ACCESS_KEY_ID"] = start.Environment["AWS_SECRET_ACCESS_KEY"] = "local";
        start.Environment["AWS_REGION"] = "us-east-1";
        start.Environment["NODE_NO_WARNINGS"] = "1"; // Of the age of Node and of the old SDK in lifion-kinesis.
        return ChildRun.MeasureAsync(start, script);
    }
}
