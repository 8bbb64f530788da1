using System.Text.Json;
using Clickstream.Bench.Alerting;
using Clickstream.Bench.Collecting;
using Clickstream.Bench.Compaction;
using Clickstream.Bench.Kinesis;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Traffic;
using Clickstream.Bench.Watching;
using Clickstream.Bench.Working;

namespace Clickstream.Bench;

/// <summary>Every piece of work that runs in a process of its own, by name. Each prints its usage as the last line.</summary>
internal static class Works
{
    private static readonly Dictionary<string, Func<string[], Task<Usage>>> All = new(StringComparer.Ordinal)
    {
        [TrafficWork.Raw] = TrafficWork.GenerateRawAsync,
        [TrafficWork.Stream] = TrafficWork.GenerateStreamAsync,
        [JsonPass.Name] = JsonPass.RunAsync,
        [BareFiles.Name] = BareFiles.RunAsync,
        [BarePuts.Name] = BarePuts.RunAsync,
        [WorkerWork.Name] = WorkerWork.RunAsync,
        [WorkerWork.Enriched] = WorkerWork.RunEnrichedAsync,
        [RawTraffic.Name] = RawTraffic.RunAsync,
        [CompactWork.FromRaw] = CompactWork.RunFromRawAsync,
        [CompactWork.FromLanding] = CompactWork.RunFromLandingAsync,
        [DuckDbWork.FromRaw] = DuckDbWork.RunFromRawAsync,
        [DuckDbWork.FromLanding] = DuckDbWork.RunFromLandingAsync,
        [AlertsWork.Name] = AlertsWork.RunAsync,
        [WakeWork.Name] = WakeWork.RunAsync,
        [PageWork.Name] = PageWork.RunAsync,
        [WatcherWork.Name] = WatcherWork.RunAsync,
        [WeekWork.Prepare] = WeekWork.PrepareAsync,
        [WeekWork.Name] = WeekWork.RunAsync,
        [BrowserWork.Name] = BrowserWork.RunAsync,
        [KinesisServerWork.Name] = KinesisServerWork.RunAsync,
        [PutWork.Aggregated] = PutWork.AggregateAsync,
        [PutWork.Plain] = PutWork.PutPlainAsync,
        [GetWork.Polling] = GetWork.PollAsync,
        [GetWork.FanOut] = GetWork.FanOutAsync,
        [FanOutLatencyWork.Name] = FanOutLatencyWork.RunAsync,
        [CollectServerWork.Name] = CollectServerWork.RunAsync,
        [BareServerWork.Name] = BareServerWork.RunAsync,
        [LoadWork.Name] = LoadWork.RunAsync,
    };

    public static async Task<int> RunAsync(string name, string[] args)
    {
        Console.WriteLine(JsonSerializer.Serialize(await All[name](args)));
        return 0;
    }
}
