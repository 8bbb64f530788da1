using System.Net;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;
using Clickstream.Bench.Working;
using Clickstream.Producer.Collect;

namespace Clickstream.Bench.Collecting;

/// <summary>The collector over the embedded stream, as the command line starts it, until its input ends. Then it drains, as after Ctrl-C.</summary>
internal static class CollectServerWork
{
    public const string Name = "collect-server";

    /// <summary>Events that were put into the stream.</summary>
    public const string Put = "put";

    /// <summary>Arguments: data folder.</summary>
    public static async Task<Usage> RunAsync(string[] args)
    {
        using var ports = new LocalPorts(args[0]);
        await ports.Stream.CreateIfAbsentAsync(TrafficWork.Shards, default);
        var options = new CollectOptions { Address = new IPEndPoint(IPAddress.Loopback, 0), SpoolFolder = Path.Combine(args[0], "collect-spool") };
        var to = new CollectPorts { Stream = _ => Task.FromResult<Core.Streams.IEventStream>(ports.Stream), Objects = ports.Objects };
        await using var collector = await Collector.StartAsync(options, to, null, TimeProvider.System, default);
        Console.WriteLine(collector.Address);
        using var drain = new CancellationTokenSource();
        var running = collector.RunAsync(null, drain.Token, default);
        await Console.In.ReadToEndAsync();
        await drain.CancelAsync();
        var summary = await running;
        return Usage.OfThisProcess(new Dictionary<string, double> { [Figures.Events] = summary.Accepted, [Put] = summary.Put });
    }
}
