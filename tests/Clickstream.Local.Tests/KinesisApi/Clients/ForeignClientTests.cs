using Clickstream.Contracts;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;

namespace Clickstream.Local.Tests.KinesisApi.Clients;

/// <summary>Clients that we did not write put, list, split, merge, get and subscribe, and agree with ours record for record.</summary>
public sealed class ForeignClientTests
{
    [ClientFact(ClientTool.Boto3)]
    public Task Boto3_agrees_with_ours() => AgreesAsync("python3", "boto3_client.py");

    [ClientFact(ClientTool.AwsCli)]
    public Task The_aws_command_line_agrees_with_ours() => AgreesAsync("python3", "aws_client.py");

    [ClientFact(ClientTool.Node)]
    public Task The_sdk_for_JavaScript_agrees_with_ours_over_http2() => AgreesAsync("node", "sdk_client.js", "http2");

    [ClientFact(ClientTool.Node)]
    public Task The_sdk_for_JavaScript_agrees_with_ours_over_http1() => AgreesAsync("node", "sdk_client.js", "http1");

    private static async Task AgreesAsync(string program, string script, params string[] more)
    {
        await using var api = await ApiUnderTest.StartAsync(time: TimeProvider.System);
        var run = await ClientProgram.RunAsync<ClientRun>(
            program, script, [api.Server.Address.OriginalString.TrimEnd('/'), "clickstream", .. more]);
        var ours = await ReadAsync(api);
        Assert.Equal(121, run.Put.Count);
        Assert.Equal(ours.Select(record => record with { Arrival = 0 }), InOrder(run.Put));
        Assert.Equal(ours, InOrder(run.Got));
        if (run.Subscribed is { } subscribed)
        {
            Assert.Equal(ours, InOrder(subscribed));
        }

        Assert.Equal(["shardId-000000000002", "shardId-000000000003"], run.Children["shardId-000000000000"]);
        Assert.Equal(["shardId-000000000004"], run.Children["shardId-000000000003"]);
        Assert.Equal(3, run.Children.Count);
    }

    /// <summary>What the other commands of the folder read.</summary>
    private static async Task<List<ClientRecord>> ReadAsync(ApiUnderTest api)
    {
        using var stream = new SqliteEventStream(api.Folder, TimeProvider.System);
        var records = new List<ClientRecord>();
        foreach (var shard in await stream.ListShardsAsync(Deadline.Token))
        {
            await foreach (var page in stream.ReadAsync(shard.Id, StreamPosition.TrimHorizon, Deadline.Token))
            {
                using (page)
                {
                    records.AddRange(page.Records.Select(record => new ClientRecord(
                        shard.Id.Value,
                        record.SequenceNumber.Value,
                        record.PartitionKey,
                        Convert.ToBase64String(record.Data.Span),
                        record.ApproximateArrival.ToUnixTimeMilliseconds())));
                    if (page.BehindLatest == TimeSpan.Zero)
                    {
                        break;
                    }
                }
            }
        }

        return records;
    }

    private static IEnumerable<ClientRecord> InOrder(IEnumerable<ClientRecord> records) => records
        .OrderBy(record => record.Shard, StringComparer.Ordinal)
        .ThenBy(record => new SequenceNumber(record.Sequence));
}
