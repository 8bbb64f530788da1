using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Clickstream.Aws.Firehose;
using Clickstream.Aws.Narrow;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Aws.Tests.Transport;
using Clickstream.Contracts;
using Clickstream.Core.Decoding;
using Clickstream.Core.Delivery;
using Clickstream.Core.Events;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Emulators;
using CsCheck;

namespace Clickstream.Aws.Tests.Firehose;

public class FirehoseDeliveryTests
{
    private const string Taken = """{"FailedPutCount":0,"RequestResponses":[{"RecordId":"1"},{"RecordId":"2"},{"RecordId":"3"}]}""";

    /// <summary>moto compresses nothing, has no dynamic partitioning and no limits, and writes an object for each call; so only the lines are compared.</summary>
    [EmulatorFact(EmulatorName.Moto)]
    public async Task Every_line_arrives_in_the_bucket_once_and_whole()
    {
        using var moto = await Moto.StartAsync();
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = moto.Url.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        var bucket = Emulator.UniqueName("lake");
        await s3.PutBucketAsync(bucket, Deadline.Token);
        var stream = Emulator.UniqueName("clicks");
        await moto.CallAsync(NarrowService.Firehose, "CreateDeliveryStream", new
        {
            DeliveryStreamName = stream,
            ExtendedS3DestinationConfiguration = new { RoleARN = "arn:aws:iam::123456789012:role/firehose", BucketARN = $"arn:aws:s3:::{bucket}", Prefix = "landing/clickstream/" },
        });
        using var delivery = new FirehoseDelivery(moto.Environment, new FirehoseOptions { DeliveryStream = stream }, new NoOther());
        string[] lines = [.. Enumerable.Range(0, 1_200).Select(number => $$"""{"click_id":"{{number}}","text":"{{new string('x', number)}}"}""")];
        await delivery.DeliverAsync([BatchOf(lines[..700]), BatchOf(lines[700..])], Deadline.Token);

        var arrived = new List<string>();
        foreach (var item in (await s3.ListObjectsV2Async(new() { BucketName = bucket }, Deadline.Token)).S3Objects)
        {
            using var content = await s3.GetObjectAsync(bucket, item.Key, Deadline.Token);
            arrived.AddRange((await new StreamReader(content.ResponseStream).ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal(lines.Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
    }

    [EmulatorFact(EmulatorName.Moto)]
    public async Task A_stream_that_is_missing_or_without_dynamic_partitioning_is_found_out()
    {
        using var moto = await Moto.StartAsync();
        var stream = Emulator.UniqueName("clicks");
        using var delivery = new FirehoseDelivery(moto.Environment, new FirehoseOptions { DeliveryStream = stream }, new NoOther());
        Assert.Contains("does not exist", Assert.Single(await delivery.CheckAsync(Deadline.Token)), StringComparison.Ordinal);
        await moto.CallAsync(NarrowService.Firehose, "CreateDeliveryStream", new
        {
            DeliveryStreamName = stream,
            ExtendedS3DestinationConfiguration = new { RoleARN = "arn:aws:iam::123456789012:role/firehose", BucketARN = "arn:aws:s3:::lake", Prefix = "landing/clickstream/" },
        });
        var problems = await delivery.CheckAsync(Deadline.Token);
        Assert.Contains(problems, problem => problem.Contains("dynamic partitioning", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("MetadataExtraction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_records_that_failed_are_put_again()
    {
        await using var server = Script.Of(
            (200, """{"FailedPutCount":1,"RequestResponses":[{"RecordId":"1"},{"ErrorCode":"ServiceUnavailableException","ErrorMessage":"slower"},{"RecordId":"3"}]}"""),
            (200, Taken));
        using var delivery = new FirehoseDelivery(Script.EnvironmentAt(server.Address), new FirehoseOptions { DeliveryStream = "clicks" }, new NoOther());
        await delivery.DeliverAsync([BatchOf([.. Enumerable.Range(0, 1_500).Select(number => $"line {number}")])], Deadline.Token);
        Assert.Equal([3, 1], RecordsOf(server).Select(records => records.Count));
        Assert.StartsWith("line 500\n", RecordsOf(server)[1][0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_permission_is_named_and_not_tried_again()
    {
        await using var server = Script.Of((400, """{"__type":"AccessDeniedException","message":"no"}"""));
        using var delivery = new FirehoseDelivery(Script.EnvironmentAt(server.Address), new FirehoseOptions { DeliveryStream = "clicks" }, new NoOther());
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => delivery.DeliverAsync([BatchOf(["line"])], Deadline.Token));
        Assert.Contains("firehose:PutRecordBatch on the Firehose stream clicks", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_is_no_event_or_does_not_fit_goes_the_other_way()
    {
        await using var server = Script.Of((200, Taken));
        var other = new Collecting();
        using var delivery = new FirehoseDelivery(Script.EnvironmentAt(server.Address), new FirehoseOptions { DeliveryStream = "clicks" }, other);
        MicroBatch[] batches =
        [
            BatchOf(["an event"]),
            BatchOf(["a minute"], "landing/engagement/2019/10/01/00/s-1-2.json.gz"),
            BatchOf(["no event"], "quarantine/2019/10/01/00/s-1-2.json.gz"),
            BatchOf(["short", new string('x', FirehoseLimits.MaxRecordBytes)]),
        ];
        await delivery.DeliverAsync(batches, Deadline.Token);
        Assert.Equal(batches[1..], other.Batches);
        Assert.Equal(["an event\n"], Assert.Single(RecordsOf(server)));
    }

    [Fact]
    public async Task Calls_stay_within_4_MiB()
    {
        await using var server = Script.Of((200, Taken));
        using var delivery = new FirehoseDelivery(Script.EnvironmentAt(server.Address), new FirehoseOptions { DeliveryStream = "clicks" }, new NoOther());
        await delivery.DeliverAsync([BatchOf([.. Enumerable.Range(0, 9).Select(_ => new string('x', 900_000))])], Deadline.Token);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void Records_hold_whole_lines_in_order_within_their_limits()
    {
        Gen.Int[0, 20_000].Array[0, 1_500].Select(lengths => lengths.Select((length, index) => $"{index}{new string('x', length)}").ToArray()).Sample(
            lines =>
            {
                var records = LineRecords.Cut(BatchOf(lines).Content).ToList();
                Assert.All(records, record => Assert.InRange(record.Length, 1, FirehoseLimits.MaxRecordBytes));
                Assert.All(records, record => Assert.InRange(record.Count(one => one == '\n'), 1, FirehoseLimits.MaxLines));
                Assert.Equal(string.Concat(lines.Select(line => line + "\n")), string.Concat(records.Select(Encoding.UTF8.GetString)));
            },
            iter: 30);
    }

    [Fact]
    public void A_last_line_without_a_line_feed_gets_one()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write("a\nb"u8);
        Assert.Equal("a\nb\n", Encoding.UTF8.GetString(Assert.Single(LineRecords.Cut(bytes.ToArray()))));
    }

    [Theory]
    [InlineData("2019-10-01T07:59:59.999Z", "2019/10/01/07")]
    [InlineData("2024-02-29T23:00:00+09:00", "2024/02/29/14")]
    public void The_partition_keys_of_a_line_are_the_hour_that_the_worker_files_it_under(string time, string hour)
    {
        var events = new EventBatch();
        Assert.Equal(RejectionReason.None, new EventDecoder(new DecoderOptions()).Decode(Encoding.UTF8.GetBytes($$"""{"event_type":"view","ts":"{{time}}"}"""), events));
        var line = new ArrayBufferWriter<byte>();
        new EventLineWriter().Write(events, events.Rows[0], new ShardId("shardId-000000000000"), line);
        var stamp = JsonDocument.Parse(line.WrittenMemory).RootElement.GetProperty("event_timestamp").GetString()!;
        Assert.Equal(hour, $"{stamp[0..4]}/{stamp[5..7]}/{stamp[8..10]}/{stamp[11..13]}"); // As FirehoseOptions.MetadataExtraction cuts.
        Assert.Equal(hour, events.Rows[0].Time.Hour.Path);
    }

    private static MicroBatch BatchOf(string[] lines, string key = "landing/clickstream/2019/10/01/00/s-1-2.json.gz")
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in lines)
                gzip.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return new MicroBatch(new ObjectKey(key), bytes.ToArray(), lines.Length);
    }

    private static IReadOnlyList<IReadOnlyList<string>> RecordsOf(ScriptedServer server) =>
    [
        .. Script.BodiesOf(server).Select(body => JsonDocument.Parse(body).RootElement.GetProperty("Records").EnumerateArray()
            .Select(record => Encoding.UTF8.GetString(record.GetProperty("Data").GetBytesFromBase64())).ToList()),
    ];

    private sealed class NoOther : IMicroBatchDelivery
    {
        public Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing of this test goes another way.");
    }

    private sealed class Collecting : IMicroBatchDelivery
    {
        public List<MicroBatch> Batches { get; } = [];

        public Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken)
        {
            Batches.AddRange(batches);
            return Task.CompletedTask;
        }
    }
}
