using Clickstream.Aws.Kinesis;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;
using Clickstream.Emulators;
using Clickstream.Local.Folder;
using Clickstream.Local.KinesisApi;

namespace Clickstream.Aws.Tests.Kinesis;

/// <summary>Our own Kinesis endpoint in this process: the one that ends shards, throttles and fans out as AWS does. Each test has streams of its own.</summary>
internal sealed class ClickstreamKinesis : IAsyncDisposable
{
    private static readonly Lazy<Task<ClickstreamKinesis>> SharedServer = new(() => StartAsync(options => options));

    private readonly string _folder;
    private readonly KinesisApiServer _server;

    private ClickstreamKinesis(string folder, KinesisApiServer server) => (_folder, _server) = (folder, server);

    /// <summary>Starts a server of one test.</summary>
    public static async Task<ClickstreamKinesis> StartAsync(Func<KinesisApiOptions, KinesisApiOptions> configure)
    {
        var folder = Directory.CreateTempSubdirectory("clickstream-kinesis-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(folder);
        var options = configure(new KinesisApiOptions { Folder = LocalDataFolder.Open(folder), Shards = 0, Region = "eu-central-1" });
        return new ClickstreamKinesis(folder, await KinesisApiServer.StartAsync(options, TimeProvider.System, null, Deadline.Token));
    }

    /// <summary>A new stream on the server that all tests share, which enforces no rates.</summary>
    public static async Task<StreamUnderTest> CreateSharedAsync(int shards, Func<KinesisStreamOptions, KinesisStreamOptions> configure) =>
        await (await SharedServer.Value).CreateAsync(shards, configure);

    /// <summary>A new stream, read and written without pacing.</summary>
    public async Task<StreamUnderTest> CreateAsync(int shards, Func<KinesisStreamOptions, KinesisStreamOptions> configure)
    {
        var options = configure(new KinesisStreamOptions
        {
            Stream = Emulator.UniqueName("stream"),
            Pace = ShardPace.Unlimited with { ResubscribeAfter = TimeSpan.Zero },
        });
        var stream = new KinesisEventStream(TransportUnderTest.EnvironmentOf(_server.Address), options);
        await stream.CreateIfAbsentAsync(shards, Deadline.Token);
        return new StreamUnderTest(stream, stream, async () =>
        {
            await stream.DeleteAsync(Deadline.Token);
            stream.Dispose();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Delete(_folder);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
