using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Clickstream.Infra.Tests.Terraform;

/// <summary>
/// What <c>terraform apply</c> made in a moto of its own, once for all tests of the assembly: each size with every switch that moto can do. The copy of
/// infra/ and the emulator go with the test process.
/// </summary>
internal sealed class AppliedStack
{
    private static readonly Lazy<Task<AppliedStack>> OfServerless = new(() => ApplyAsync("dev", """
        image_tag = "1"
        functions = { package = "functions.zip" }
        """));

    private static readonly Lazy<Task<AppliedStack>> OfWorker = new(() => ApplyAsync("prod", """
        image_tag         = "1"
        architecture      = "x86_64"
        functions         = { package = "functions.zip" }
        firehose          = true
        alerts            = { emails = ["a@example.com"], queues = { all = "{}", large = "{\"revenue\":[{\"numeric\":[\">=\",500]}]}" }, event_bus = true }
        stream            = { fan_out = true }
        catalog           = { crawler = true, athena_compaction = true }
        warehouse         = { enabled = true }
        operations        = { emails = ["ops@example.com"], budget = 100, quiet_hours = 2 }
        github_repository = "example/shop"
        """));

    private readonly InfraCopy _copy;
    private readonly string[] _variables;
    private readonly Lazy<Task> _plannedAgain;
    private readonly ServerProcess _server; // Holds the process, which ends when nothing does.

    private AppliedStack(InfraCopy copy, string[] variables, (ServerProcess Server, Uri Url) moto, JsonElement state, string times)
    {
        (_copy, _variables, _server, Moto, Times) = (copy, variables, moto.Server, moto.Url, times);
        _plannedAgain = new(PlanAgainAsync);
        Resources = [.. ResourcesOf(state.GetProperty("values").GetProperty("root_module")).OrderBy(resource => resource.Address, StringComparer.Ordinal)];
    }

    /// <summary>Where it is.</summary>
    public Uri Moto { get; }

    /// <summary>Every resource of the state, data sources left out.</summary>
    public IReadOnlyList<StateResource> Resources { get; }

    /// <summary>How long what took.</summary>
    public string Times { get; }

    /// <summary>The size <c>serverless</c>, as in dev.</summary>
    public static Task<AppliedStack> ServerlessAsync() => OfServerless.Value;

    /// <summary>The size <c>worker</c>, as in prod, with every switch on.</summary>
    public static Task<AppliedStack> WorkerAsync() => OfWorker.Value;

    /// <summary>Both.</summary>
    public static async Task<IReadOnlyList<AppliedStack>> AllAsync() => await Task.WhenAll(ServerlessAsync(), WorkerAsync());

    /// <summary>The resources of a type.</summary>
    public IReadOnlyList<StateResource> Of(string type) => [.. Resources.Where(resource => resource.Type == type)];

    /// <summary>The one resource of an address.</summary>
    public StateResource At(string address) => Resources.Single(resource => resource.Address == address);

    /// <summary>What <c>terraform output -json</c> prints.</summary>
    public Task<string> OutputAsync() => _copy.RunAsync(null, 0, "output", "-json");

    /// <summary>Plans again, once; it is a failure if anything differs. Nobody may change the stack before.</summary>
    public Task PlannedAgain => _plannedAgain.Value;

    private async Task PlanAgainAsync() =>
        await _copy.RunAsync(Moto, 0, ["plan", "-detailed-exitcode", "-input=false", "-no-color", "-parallelism=30", .. _variables]);

    private static async Task<AppliedStack> ApplyAsync(string environment, string switches)
    {
        var clock = Stopwatch.StartNew();
        var moto = await Emulator.Moto.StartOwnAsync();
        var copy = await InfraCopy.ForMotoAsync();
        await File.WriteAllTextAsync(Path.Combine(copy.Folder, "switches.tfvars"), switches);
        await FunctionPackage.WriteAsync(Path.Combine(copy.Folder, "functions.zip"));
        string[] variables = [$"-var-file=environments/{environment}.tfvars", "-var-file=switches.tfvars"];
        AppDomain.CurrentDomain.ProcessExit += (_, _) => copy.Dispose();
        var ready = clock.Elapsed;
        await copy.RunAsync(moto.Url, 0, ["apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=30", .. variables]);
        var state = JsonDocument.Parse(await copy.RunAsync(null, 0, "show", "-json")).RootElement;
        var times = string.Create(CultureInfo.InvariantCulture, $"ready {ready.TotalSeconds:F0} s, apply {(clock.Elapsed - ready).TotalSeconds:F0} s");
        return new AppliedStack(copy, variables, moto, state, times);
    }

    private static IEnumerable<StateResource> ResourcesOf(JsonElement module)
    {
        if (module.TryGetProperty("resources", out var resources))
        {
            foreach (var resource in resources.EnumerateArray().Where(resource => resource.GetProperty("mode").GetString() == "managed"))
                yield return new StateResource(resource.GetProperty("address").GetString()!, resource.GetProperty("type").GetString()!, resource.GetProperty("values"));
        }

        if (module.TryGetProperty("child_modules", out var children))
        {
            foreach (var resource in children.EnumerateArray().SelectMany(ResourcesOf))
                yield return resource;
        }
    }
}
