using System.Buffers.Text;
using System.Text.Json;
using Clickstream.Core.Streams;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>Reads JSON; the blobs of records are decoded in place, in the memory of the body.</summary>
internal static class JsonRequestReader
{
    public static WireObject Read(Memory<byte> body, List<PutEntry>? records)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = RequestReader.MaxDepth });
        Expect(ref reader, JsonTokenType.StartObject);
        var members = new Dictionary<string, object?>();
        while (NextName(ref reader) is { } name)
        {
            reader.Read();
            if (records is not null && name == "Records" && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadRecords(ref reader, body, records);
                members[name] = records;
            }
            else
            {
                members[name] = ReadValue(ref reader);
            }
        }

        return reader.Read() ? throw new FormatException("Something follows the object.") : new WireObject(members);
    }

    private static void ReadRecords(ref Utf8JsonReader reader, Memory<byte> body, List<PutEntry> records)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException("A record is not an object.");
            }

            var (key, data, hash) = ((string?)null, (ReadOnlyMemory<byte>?)null, (string?)null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("Data"u8))
                {
                    reader.Read();
                    data = ReadBytes(ref reader, body);
                }
                else if (reader.ValueTextEquals("PartitionKey"u8))
                {
                    reader.Read();
                    key = reader.GetString();
                }
                else if (reader.ValueTextEquals("ExplicitHashKey"u8))
                {
                    reader.Read();
                    hash = reader.GetString();
                }
                else
                {
                    reader.Skip();
                }
            }

            PutEntries.Add(records, key, data, hash);
        }
    }

    /// <summary>The decoded text takes the place of the encoded one, which the reader has passed.</summary>
    private static ReadOnlyMemory<byte>? ReadBytes(ref Utf8JsonReader reader, Memory<byte> body)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
        {
            return reader.GetBytesFromBase64();
        }

        var place = body.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        return Base64.DecodeFromUtf8InPlace(place.Span, out var length) == System.Buffers.OperationStatus.Done
            ? place[..length]
            : throw new FormatException("Data is not base64.");
    }

    private static object? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? whole : reader.GetDouble();
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.StartArray:
                var items = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue(ref reader));
                }

                return items;
            case JsonTokenType.StartObject:
                var members = new Dictionary<string, object?>();
                while (NextName(ref reader) is { } name)
                {
                    reader.Read();
                    members[name] = ReadValue(ref reader);
                }

                return new WireObject(members);
            default:
                throw new FormatException($"{reader.TokenType} is not expected.");
        }
    }

    private static string? NextName(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new FormatException($"{type} is missing.");
        }
    }
}
