using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clickstream.Infra.Tests.Terraform;

namespace Clickstream.Infra.Tests.Recording;

/// <summary>The main job on an applied stack, each component by itself behind a recorder of its own, once for all tests of the assembly.</summary>
internal sealed partial class RecordedRun
{
    private const string Metrics = "CLICKSTREAM_EMBEDDED_METRICS";

    private static readonly string[] RawTraffic = ["generate", "--to", "raw", "--events", "4000", "--hours", "2", "--seed", "7"];

    private static readonly Lazy<Task<RecordedRun>> Shared = new(RunAllAsync);

    private readonly Dictionary<string, IReadOnlyCollection<RecordedCall>> _calls = [];
    private readonly List<EmittedMetric> _metrics = [];

    private RecordedRun(AppliedStack stack) => Stack = stack;

    /// <summary>What it ran on.</summary>
    public AppliedStack Stack { get; }

    /// <summary>The calls of each component, by the name of its role.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<RecordedCall>> Calls => _calls;

    /// <summary>The metrics that were printed.</summary>
    public IReadOnlyList<EmittedMetric> Emitted => _metrics;

    /// <summary>Runs it, unless it has run.</summary>
    public static Task<RecordedRun> OnceAsync() => Shared.Value;

    private static async Task<RecordedRun> RunAllAsync()
    {
        var run = new RecordedRun(await AppliedStack.WorkerAsync());
        await DataPlane.OpenAsync(run.Stack);
        var config = Path.GetTempFileName();
        try
        {
            // moto has neither Firehose with partitions nor fan-out, so micro-batches go straight to S3 and the worker polls.
            var program = JsonNode.Parse(await run.Stack.OutputAsync())!["clickstream_config"]!["value"]!.AsObject();
            (program["firehose"], program["consumer"]) = (null, null);
            await File.WriteAllTextAsync(config, program.ToJsonString());

            await run.OfAsync("producer", config,
                RawTraffic,
                ["replay", "--speed", "max"],
                ["generate", "--to", "stream", "--events", "2000", "--hours", "1", "--seed", "8"]);
            await run.OfAsync("worker", config, ["stream", "--until-idle", "--port", "0", "--alert-replays"]);
            await run.OfAsync("compactor", config, ["compact", "--once"], ["compact", "--once"], ["reconcile", "--older-than", "6"]);
            await run.OfAsync("query", config, ["query", "select count(*) from fact_clicks"]);
            await run.OfAsync("erase", config, ["erase", "--user", await SomeUserAsync()], ["erase", "--user", "nobody"]);
            await run.OfAsync("doctor", config, ["doctor"]);
        }
        finally
        {
            File.Delete(config);
        }

        return run;
    }

    /// <summary>A user of the raw traffic, from the same traffic made once more.</summary>
    private static async Task<string> SomeUserAsync()
    {
        var folder = Directory.CreateTempSubdirectory("clickstream-users-").FullName;
        try
        {
            await ClickstreamProcess.RunAsync(new Dictionary<string, string>(), 0, [.. RawTraffic, "--data", folder]);
            var file = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).First(name => name.Contains("/raw/", StringComparison.Ordinal));
            return User().Match(await File.ReadAllTextAsync(file)).Groups[1].Value;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex("\"user_id\":\"([^\"]+)\"")]
    private static partial Regex User();

    private async Task OfAsync(string component, string config, params string[][] commands)
    {
        await using var proxy = await RecordingProxy.StartAsync(Stack.Moto);
        var environment = DataPlane.Environment(proxy.Url);
        environment[Metrics] = "true";
        foreach (var command in commands)
        {
            var output = await ClickstreamProcess.RunAsync(environment, 0, [.. command, "--backend", "aws", "--config", config]);
            _metrics.AddRange(EmbeddedLines.Read(output));
        }

        _calls[component] = proxy.Calls;
    }
}
