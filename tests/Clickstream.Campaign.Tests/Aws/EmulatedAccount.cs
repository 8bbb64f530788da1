using System.Text.Json;
using System.Text.Json.Nodes;
using Clickstream.Campaign.Tests.Faults;
using Clickstream.Emulators;
using Clickstream.Local.Folder;
using Clickstream.Local.KinesisApi;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>
/// An account of emulators: moto for S3, SNS and Glue, dynalite for DynamoDB, and our own Kinesis API on the embedded stream, each behind a proxy that
/// breaks some requests if a plan says so. The names are the test's own, so tests share moto and dynalite.
/// </summary>
internal sealed class EmulatedAccount : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clickstream-aws-");
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<FaultProxy> _proxies = [];
    private readonly string _name = Emulator.UniqueName("c");

    private EmulatedAccount()
    {
    }

    /// <summary>The bucket of the lake.</summary>
    public string Bucket => _name;

    /// <summary>The configuration file of the commands.</summary>
    public string Config => Path.Combine(_folder.FullName, "config.json");

    /// <summary>The options by which a command uses the account.</summary>
    public string[] Options => ["--backend", "aws", "--config", Config];

    /// <summary>Where our Kinesis is, past any proxy.</summary>
    public Uri Kinesis { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where moto is, past any proxy.</summary>
    public Uri Moto { get; private set; } = new("http://127.0.0.1");

    /// <summary>What the proxies did.</summary>
    public IEnumerable<string> Faults => _proxies.Select(proxy => string.Join(", ", proxy.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key} {count.Value}")));

    /// <summary>Opens an account.</summary>
    /// <param name="faults">What breaks; null for nothing.</param>
    /// <param name="seed">The seed of what breaks when.</param>
    /// <param name="settings">Settings beside those of the account.</param>
    /// <param name="enforceLimits">Whether Kinesis has its limits, throttling included.</param>
    public static async Task<EmulatedAccount> OpenAsync(
        FaultPlan? faults = null, int seed = 1, IReadOnlyDictionary<string, object>? settings = null, bool enforceLimits = false)
    {
        var account = new EmulatedAccount();
        try
        {
            await account.StartAsync(faults, seed, settings, enforceLimits);
            return account;
        }
        catch
        {
            await account.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives a service another endpoint.</summary>
    public async Task ChangeEndpointAsync(string service, Uri url)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Config))!;
        config["endpoints"]![service] = url.ToString();
        await File.WriteAllTextAsync(Config, config.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
        {
            await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(FaultPlan? faults, int seed, IReadOnlyDictionary<string, object>? settings, bool enforceLimits)
    {
        var data = LocalDataFolder.Open(Path.Combine(_folder.FullName, "kinesis"));
        var options = new KinesisApiOptions { Folder = data, StreamName = _name, Shards = 8, EnforceLimits = enforceLimits };
        var kinesis = await KinesisApiServer.StartAsync(options, TimeProvider.System, null, CancellationToken.None);
        _servers.Add(kinesis);
        (Kinesis, Moto) = (kinesis.Address, await Emulator.Moto.UrlAsync());
        var dynamo = await Emulator.Dynalite.UrlAsync();
        var moto = await BehindAsync(Moto, faults, seed);
        var all = new Dictionary<string, object>(settings ?? new Dictionary<string, object>())
        {
            ["endpoint"] = moto,
            ["endpoints"] = new Dictionary<string, Uri> { ["kinesis"] = await BehindAsync(Kinesis, faults, seed + 1), ["dynamodb"] = await BehindAsync(dynamo, faults, seed + 2) },
            ["create_missing"] = true,
            ["stream"] = _name,
            ["lease_table"] = $"{_name}-leases",
            ["claim_table"] = $"{_name}-claims",
            ["bucket"] = _name,
        };
        all.TryAdd("profile", EmulatedProfiles.Fixed);
        all.TryAdd("failover_seconds", 3);
        await File.WriteAllBytesAsync(Config, JsonSerializer.SerializeToUtf8Bytes(all));
    }

    private async Task<Uri> BehindAsync(Uri service, FaultPlan? faults, int seed)
    {
        if (faults is null)
        {
            return service;
        }

        var proxy = await FaultProxy.StartAsync(service, faults, seed);
        _servers.Add(proxy);
        _proxies.Add(proxy);
        return proxy.Url;
    }
}
