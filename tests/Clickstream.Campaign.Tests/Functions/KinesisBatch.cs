using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Aggregation;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>Records of a shard as an event source mapping gives them; all members of the published sample are there.</summary>
internal sealed class KinesisBatch
{
    private static readonly BigInteger FirstSequence = BigInteger.Parse("49590338271490256608559692538361571095921575989136588898", CultureInfo.InvariantCulture);

    private readonly List<(string Sequence, string Data)> _records = [];

    /// <summary>The sequence numbers of the records.</summary>
    public IReadOnlyList<string> Sequences => [.. _records.Select(record => record.Sequence)];

    /// <summary>Adds a record of these bytes.</summary>
    public KinesisBatch Add(byte[] data) => AddText(Convert.ToBase64String(data));

    /// <summary>Adds a record whose data is this text, base64 or not.</summary>
    public KinesisBatch AddText(string data)
    {
        _records.Add(((FirstSequence + _records.Count).ToString(CultureInfo.InvariantCulture), data));
        return this;
    }

    /// <summary>Adds an aggregated record of lines.</summary>
    public KinesisBatch AddAggregate(params string[] lines)
    {
        var builder = new AggregatedRecordBuilder();
        foreach (var line in lines)
        {
            builder.Add("key"u8, null, Encoding.UTF8.GetBytes(line), []);
        }

        return Add(builder.Build().ToArray());
    }

    /// <summary>Adds a record of lines, compressed.</summary>
    public KinesisBatch AddCompressed(params string[] lines)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(FunctionAccount.Lines(lines));
        }

        return Add(bytes.ToArray());
    }

    /// <summary>The event with the records from one on.</summary>
    public string From(int first = 0) => JsonSerializer.Serialize(new
    {
        Records = _records.Skip(first).Select(record => new
        {
            kinesis = new
            {
                kinesisSchemaVersion = "1.0",
                partitionKey = "1",
                sequenceNumber = record.Sequence,
                data = record.Data,
                approximateArrivalTimestamp = 1545084650.987,
            },
            eventSource = "aws:kinesis",
            eventVersion = "1.0",
            eventID = $"shardId-000000000006:{record.Sequence}",
            eventName = "aws:kinesis:record",
            invokeIdentityArn = "arn:aws:iam::123456789012:role/lambda-role",
            awsRegion = "us-east-2",
            eventSourceARN = "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream",
        }),
    });
}
