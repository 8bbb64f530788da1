using System.Globalization;
using System.Text;
using System.Text.Json;
using Clickstream.Contracts;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;

namespace Clickstream.Local.Tests.KinesisApi.Clients;

/// <summary>The aggregates of the KPL, written and read by aws-kinesis-agg and by us, through the API.</summary>
public sealed class AggregateTests
{
    // Each has an explicit hash key: aws-kinesis-agg 4.2.8 reads a record without one as if it had the first of the table.
    private static readonly User[] Ours =
    [
        .. Enumerable.Range(0, 200).Select(i => new User($"key-é-{i % 7}", (i * 1_000_003L).ToString(CultureInfo.InvariantCulture), Text(i))),
    ];

    private static readonly User[] Theirs =
        [.. Enumerable.Range(0, 150).Select(i => new User($"their-{i % 5}", i % 3 == 0 ? $"{UInt128.MaxValue}" : null, Text(i + 1)))];

    [ClientFact(ClientTool.Node)]
    public async Task Aws_kinesis_agg_reads_our_aggregates_and_we_read_its()
    {
        await using var api = await ApiUnderTest.StartAsync(shards: 1, time: TimeProvider.System);
        var builder = new AggregatedRecordBuilder();
        foreach (var user in Ours)
        {
            builder.Add(
                Encoding.UTF8.GetBytes(user.Key), UInt128.Parse(user.Hash!, CultureInfo.InvariantCulture), Convert.FromBase64String(user.Data), []);
        }

        using var stream = new SqliteEventStream(api.Folder, TimeProvider.System);
        await stream.PutAcceptedAsync(new PutEntry("a", builder.Build()));
        var read = await ClientProgram.RunAsync<List<User>>(
            "node", "aggregates.js", api.Server.Address.OriginalString, "clickstream", JsonSerializer.Serialize(Theirs));
        Assert.Equal(Ours, read);

        await foreach (var page in stream.ReadAsync(new ShardId("shardId-000000000000"), StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                Assert.Equal(2, page.Records.Count);
                Assert.Equal(Theirs, Users(page.Records[1].Data.Span));
                break;
            }
        }
    }

    private static string Text(int i) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"data {i} {new string('x', i)}"));

    private static List<User> Users(ReadOnlySpan<byte> record)
    {
        Assert.True(AggregatedRecordReader.TryOpen(record, out var reader));
        var users = new List<User>();
        while (reader.TryRead(out var user))
        {
            users.Add(new User(
                Encoding.UTF8.GetString(user.PartitionKey),
                user.ExplicitHashKey?.ToString(CultureInfo.InvariantCulture),
                Convert.ToBase64String(user.Data)));
        }

        return users;
    }

    internal sealed record User(string Key, string? Hash, string Data);
}
