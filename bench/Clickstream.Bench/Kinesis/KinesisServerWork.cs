using Clickstream.Bench.Measuring;
using Clickstream.Local.Folder;
using Clickstream.Local.KinesisApi;

namespace Clickstream.Bench.Kinesis;

/// <summary>The server of <c>clickstream kinesis</c>, which all contestants talk to and nobody's CPU time counts.</summary>
internal static class KinesisServerWork
{
    public const string Name = "kinesis-server";

    /// <summary>Prints its address and serves until its input ends. Arguments: data folder.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        var start = TimeProvider.System.GetTimestamp();
        var options = new KinesisApiOptions { Folder = LocalDataFolder.Open(args[0]), Shards = 0 };
        await using (var server = await KinesisApiServer.StartAsync(options, TimeProvider.System, null, default))
        {
            Console.WriteLine(server.Address);
            await Console.In.ReadToEndAsync();
        }

        return Usage.OfThisProcess(TimeProvider.System.GetElapsedTime(start), new Dictionary<string, double>());
    }
}
