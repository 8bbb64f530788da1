using Clickstream.Bench.Measuring;
using Clickstream.Emulators;

namespace Clickstream.Bench.Kinesis;

/// <summary>What the contestants talk to, in processes of their own: <c>clickstream kinesis</c>, and DynamoDB for lifion-kinesis.</summary>
internal sealed class KinesisServers : IAsyncDisposable
{
    private readonly ServerProcess _kinesis;
    private readonly ServerProcess _dynamoDb;

    private KinesisServers((ServerProcess Server, Uri Url) kinesis, (ServerProcess Server, Uri Url) dynamoDb)
    {
        (_kinesis, _dynamoDb) = (kinesis.Server, dynamoDb.Server);
        (Kinesis, DynamoDb) = (kinesis.Url.ToString(), dynamoDb.Url.ToString());
    }

    public string Kinesis { get; }

    public string DynamoDb { get; }

    public static async Task<KinesisServers> StartAsync(string data)
    {
        var work = ChildRun.StartOf(KinesisServerWork.Name, data);
        var kinesis = await ServerProcess.StartAsync(work.FileName, work.ArgumentList, Address);
        var dynalite = Checkout.PathOf("tests", "Clickstream.Emulators", "servers", "dynalite.js");
        return new KinesisServers(kinesis, await ServerProcess.StartAsync("node", [dynalite], Address));
    }

    /// <summary>Makes an empty stream.</summary>
    public async Task CreateAsync(string name)
    {
        using var stream = BenchStream.Open(Kinesis, name);
        await stream.CreateIfAbsentAsync(BenchStream.Shards, default);
    }

    /// <summary>Deletes a stream with what is in it.</summary>
    public async Task DeleteAsync(string name)
    {
        using var stream = BenchStream.Open(Kinesis, name);
        await stream.DeleteAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _kinesis.DisposeAsync();
        await _dynamoDb.DisposeAsync();
    }

    private static Uri? Address(string line) => Uri.TryCreate(line, UriKind.Absolute, out var url) ? url : null;
}
