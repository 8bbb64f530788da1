using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clickstream.Bench.Alerting;
using Clickstream.Bench.Collecting;
using Clickstream.Bench.Compaction;
using Clickstream.Bench.Kinesis;
using Clickstream.Bench.Measuring;
using Clickstream.Bench.Reporting;
using Clickstream.Bench.Traffic;
using Clickstream.Bench.Watching;
using Clickstream.Bench.Working;

namespace Clickstream.Bench;

/// <summary>The command: chooses the benchmarks, runs them one after the other, and prints what they found.</summary>
internal static class BenchCommand
{
    private const string Usage = """
        Usage: dotnet run -c Release --project bench/Clickstream.Bench -- NAME [--json] [--events N] [--rounds N]

        NAME is one of
          generate  synthetic traffic to raw files            limits: bare writes; a bare JSON pass
          stream    synthetic traffic into the stream         limits: bare puts; a bare JSON pass
          worker    a filled stream through the worker        limit: a bare JSON pass
          enrich    the worker with enrichment                limit: the worker without
          compact   raw files, and micro-batches, into hourly Parquet  limit: DuckDB on the same files
                    and what the query pack reads of both
          growth    compaction of 1, 3 and 10 million events; of 30 million with --events 30000000
          alerts    a purchase's way from append to delivery  limit: a bare reader's wake-up
          live      a worker with 200 pages open; a week of minutes  limit: the same worker with none
          lambda    cold starts of the alert functions        limit: a process that does nothing
          kinesis   our Kinesis clients on 'clickstream kinesis'  peers: the AWS SDK for JavaScript; lifion-kinesis
          collect   HTTP requests of events into spool and stream  limit: a bare Kestrel
          all       all of these

          --events N  events (compact: 3,000,000; growth: 10,000,000; alerts: 300,000, which are 15 s;
                      live: 100,000, which are 20 s; the others: 1,000,000; collect runs for 8 s instead); at most 5,000,000, growth 30,000,000
          --rounds N  how often each contestant runs; the medians are printed (3)
          --json      one JSON document instead of tables

        'kinesis' needs Node 20 and the packages of tests/Clickstream.Emulators ('npm ci' there); without them it ends with exit code 3.
        Each contestant runs in a process of its own; they take turns. Keep the machine idle meanwhile.
        It needs up to 6 GB in the temporary folder; growth 600 bytes an event.
        """;

    private const string All = "all";
    private const int UsageError = 2;
    private const int PrerequisiteMissing = 3;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, Func<BenchOptions, TextWriter, Task<Report>>> Benchmarks = new(StringComparer.Ordinal)
    {
        ["generate"] = GenerateBench.RunAsync,
        ["stream"] = StreamBench.RunAsync,
        ["worker"] = WorkerBench.RunAsync,
        ["enrich"] = EnrichBench.RunAsync,
        ["compact"] = CompactBench.RunAsync,
        ["growth"] = GrowthBench.RunAsync,
        ["alerts"] = AlertsBench.RunAsync,
        ["live"] = LiveBench.RunAsync,
        ["lambda"] = LambdaBench.RunAsync,
        ["kinesis"] = KinesisBench.RunAsync,
        ["collect"] = CollectBench.RunAsync,
    };

    public static IEnumerable<string> Names => [.. Benchmarks.Keys, All];

    public static async Task<int> RunAsync(string[] args)
    {
        if (BenchOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return UsageError;
        }

        var machine = Machine.Look();
        var document = new JsonObject();
        var exitCode = 0;
        foreach (var (name, run) in Benchmarks.Where(benchmark => options.Name is All || options.Name == benchmark.Key))
        {
            var setting = new Setting(name, options, machine, TimeProvider.System.GetUtcNow());
            Report report;
            try
            {
                report = await run(options, Console.Error);
            }
            catch (MissingException missing)
            {
                await Console.Error.WriteLineAsync($"{name}: {missing.Message}");
                exitCode = PrerequisiteMissing;
                continue;
            }

            if (options.IsJson)
            {
                document[name] = JsonReport.Of(report, setting);
            }
            else
            {
                TextReport.Write(report, setting, Console.Out);
            }
        }

        if (options.IsJson && document.Count > 0)
        {
            var shown = options.Name == All ? document : document[options.Name]!;
            Console.WriteLine(shown.ToJsonString(Indented));
        }

        return exitCode;
    }
}
