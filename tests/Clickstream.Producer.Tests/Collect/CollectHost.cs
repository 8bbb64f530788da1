using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;
using Clickstream.Producer.Collect;
using Clickstream.Producer.Collect.Spool;
using Clickstream.Producer.Tests.Streams;

namespace Clickstream.Producer.Tests.Collect;

/// <summary>A collector over an embedded stream, which can be stopped and started again.</summary>
internal sealed class CollectHost : IAsyncDisposable
{
    private readonly DataFolder _folder = new();
    private readonly HttpClient _client = new();

    private CollectHost(SwitchedStream stream) => Stream = stream;

    public SwitchedStream Stream { get; private set; }

    public IEventStream? Reached { get; set; }

    public Collector Collector { get; private set; } = null!;

    public Uri Address => new($"http://{Collector.Address}/");

    public string SpoolFolder => Path.Combine(_folder.Path, "collect-spool");

    public static async Task<CollectHost> StartAsync(Func<CollectOptions, CollectOptions>? configure = null, bool isAway = false)
    {
        var host = new CollectHost(null!);
        host.Stream = new SwitchedStream(await host._folder.OpenStreamAsync(2)) { IsAway = isAway };
        await host.RestartAsync(configure);
        return host;
    }

    /// <summary>Stops the collector, whatever is in its spool, and starts another.</summary>
    public async Task RestartAsync(Func<CollectOptions, CollectOptions>? configure = null)
    {
        await StopAsync();
        var options = new CollectOptions { SpoolFolder = SpoolFolder, Address = new IPEndPoint(IPAddress.Loopback, 0), DrainPatience = TimeSpan.FromSeconds(30) };
        var ports = new CollectPorts { Stream = _ => Task.FromResult(Reached ?? Stream), Objects = _folder.Objects };
        Collector = await Collector.StartAsync(configure?.Invoke(options) ?? options, ports, null, TimeProvider.System, DataFolder.Deadline);
    }

    public async Task StopAsync()
    {
        if (Collector is not null)
        {
            await Collector.DisposeAsync();
        }
    }

    /// <summary>Stops as a signal does: drains first.</summary>
    public async Task<CollectProgress> DrainAsync()
    {
        using var drain = new CancellationTokenSource();
        await drain.CancelAsync();
        return await Collector.RunAsync(null, drain.Token, DataFolder.Deadline);
    }

    public Task<HttpResponseMessage> PostAsync(string body, string path = "/events", string? key = null) =>
        PostAsync(Encoding.UTF8.GetBytes(body), null, path, key);

    public Task<HttpResponseMessage> PostAsync(byte[] body, string? encoding, string path = "/events", string? key = null)
    {
        var content = new ByteArrayContent(body);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path)) { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request, DataFolder.Deadline);

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path)));

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(DataFolder.Deadline)).RootElement;

    /// <summary>What is in the stream.</summary>
    public Task<List<StoredInput>> StoredAsync() => StoredInputs.ReadAsync(Stream);

    /// <summary>The events in the stream, as JSON.</summary>
    public async Task<List<JsonElement>> EventsAsync() => [.. (await StoredAsync()).Select(input => JsonDocument.Parse(input.Data).RootElement)];

    public async Task<ProducerLedger> LedgerAsync()
    {
        var key = LakeLayout.ProducerLedger(Collector.Producer);
        return LedgerJson.ReadProducer(key, (await _folder.Objects.GetAsync(key, DataFolder.Deadline))!.Content.Span);
    }

    public static SpoolOptions SmallSpool(long bytes) => new() { MaxBytes = bytes, SegmentBytes = Math.Max(bytes / 8, 1 << 16) };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _folder.Dispose();
    }
}
