using System.Buffers;
using System.Formats.Cbor;
using System.Net;
using Clickstream.Contracts;
using Clickstream.Local.KinesisApi.Wire;
using CsCheck;
using static Clickstream.Local.Tests.KinesisApi.ApiUnderTest;

namespace Clickstream.Local.Tests.KinesisApi;

/// <summary>The binary form of the API, as the SDK for Java speaks it.</summary>
public sealed class CborTests
{
    private const string Cbor = "application/x-amz-cbor-1.1";

    [Fact]
    public async Task Blobs_are_bytes_and_times_are_milliseconds()
    {
        await using var api = await StartAsync(shards: 1);
        byte[] data = [0, 1, 254, 255];
        var put = await SendAsync(api, "PutRecords", writer =>
        {
            writer.WriteStartMap(2);
            writer.WriteTextString("StreamName");
            writer.WriteTextString(OwnStream);
            writer.WriteTextString("Records");
            writer.WriteStartArray(null);
            writer.WriteStartMap(null);
            writer.WriteTextString("Data");
            writer.WriteByteString(data);
            writer.WriteTextString("PartitionKey");
            writer.WriteTextString("é");
            writer.WriteEndMap();
            writer.WriteEndArray();
            writer.WriteEndMap();
        });
        Assert.Equal(0L, put["FailedRecordCount"]);
        var record = await OneRecordAsync(api, writer =>
        {
            writer.WriteTextString("ShardIteratorType");
            writer.WriteTextString("AT_TIMESTAMP");
            writer.WriteTextString("Timestamp");
            writer.WriteTag(CborTag.UnixTimeSeconds); // As the SDK for Java tags its milliseconds.
            writer.WriteInt64(api.Time.GetUtcNow().ToUnixTimeMilliseconds());
        });
        Assert.Equal(data, (byte[])record["Data"]!);
        Assert.Equal("é", record["PartitionKey"]);
        Assert.Equal(api.Time.GetUtcNow().ToUnixTimeMilliseconds(), record["ApproximateArrivalTimestamp"]);
    }

    [Fact]
    public async Task An_error_is_CBOR_too()
    {
        await using var api = await StartAsync(shards: 1);
        using var response = await api.SendAsync("ListShards", Encode(writer => WriteStream(writer, "absent")), Cbor);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var fault = Read(await response.Content.ReadAsByteArrayAsync(Deadline.Token));
        Assert.Equal("ResourceNotFoundException", fault["__type"]);
        Assert.Contains("absent", (string)fault["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_cut_off_or_is_nothing_is_a_serialization_error()
    {
        await using var api = await StartAsync(shards: 1);
        var whole = Encode(writer => WriteStream(writer, OwnStream));
        for (var length = 1; length < whole.Length; length++)
        {
            using var response = await api.SendAsync("ListShards", whole[..length], Cbor);
            Assert.Equal("SerializationException", response.Headers.GetValues("x-amzn-ErrorType").Single());
        }
    }

    [Fact]
    public void What_is_written_is_what_an_independent_reader_reads() =>
        Gen.Select(Gen.String, Gen.Long, Gen.Byte.Array[0, 300], Gen.Bool).Sample((text, number, bytes, flag) =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = WireWriter.To(buffer, WireFormat.Cbor))
            {
                writer.BeginObject();
                writer.Member("text", text);
                writer.Member("number", number);
                writer.Member("bytes", bytes);
                writer.Member("flag", flag);
                writer.EndObject();
            }

            var read = Read(buffer.WrittenMemory);
            return (string)read["text"]! == Reencoded(text) && (long)read["number"]! == number
                && ((byte[])read["bytes"]!).AsSpan().SequenceEqual(bytes) && (bool)read["flag"]! == flag;
        });

    // Half a surrogate pair has no UTF-8; both sides put the replacement character.
    private static string Reencoded(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static async Task<Dictionary<string, object?>> OneRecordAsync(ApiUnderTest api, Action<CborWriter> position)
    {
        var iterator = await SendAsync(api, "GetShardIterator", writer =>
        {
            writer.WriteStartMap(null);
            writer.WriteTextString("StreamName");
            writer.WriteTextString(OwnStream);
            writer.WriteTextString("ShardId");
            writer.WriteTextString(First);
            position(writer);
            writer.WriteEndMap();
        });
        var page = await SendAsync(api, "GetRecords", writer =>
        {
            writer.WriteStartMap(1);
            writer.WriteTextString("ShardIterator");
            writer.WriteTextString((string)iterator["ShardIterator"]!);
            writer.WriteEndMap();
        });
        return (Dictionary<string, object?>)Assert.Single((List<object?>)page["Records"]!)!;
    }

    private static async Task<Dictionary<string, object?>> SendAsync(ApiUnderTest api, string operation, Action<CborWriter> write)
    {
        using var response = await api.SendAsync(operation, Encode(write), Cbor);
        Assert.Equal((HttpStatusCode.OK, Cbor), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        return Read(await response.Content.ReadAsByteArrayAsync(Deadline.Token));
    }

    private static void WriteStream(CborWriter writer, string name)
    {
        writer.WriteStartMap(1);
        writer.WriteTextString("StreamName");
        writer.WriteTextString(name);
        writer.WriteEndMap();
    }

    private static byte[] Encode(Action<CborWriter> write)
    {
        var writer = new CborWriter();
        write(writer);
        return writer.Encode();
    }

    private static Dictionary<string, object?> Read(ReadOnlyMemory<byte> body) =>
        (Dictionary<string, object?>)Read(new CborReader(body, CborConformanceMode.Lax))!;

    private static object? Read(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                var map = new Dictionary<string, object?>();
                reader.ReadStartMap();
                while (reader.PeekState() != CborReaderState.EndMap)
                {
                    map.Add(reader.ReadTextString(), Read(reader));
                }

                reader.ReadEndMap();
                return map;
            case CborReaderState.StartArray:
                var list = new List<object?>();
                reader.ReadStartArray();
                while (reader.PeekState() != CborReaderState.EndArray)
                {
                    list.Add(Read(reader));
                }

                reader.ReadEndArray();
                return list;
            case CborReaderState.TextString:
                return reader.ReadTextString();
            case CborReaderState.ByteString:
                return reader.ReadByteString();
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            default:
                return reader.ReadInt64();
        }
    }
}
