using System.Formats.Cbor;
using Clickstream.Core.Streams;

namespace Clickstream.Local.KinesisApi.Wire;

/// <summary>Reads CBOR; blobs stay in the memory of the body.</summary>
internal static class CborRequestReader
{
    public static WireObject Read(ReadOnlyMemory<byte> body, List<PutEntry>? records)
    {
        var reader = new CborReader(body, CborConformanceMode.Lax);
        var members = new Dictionary<string, object?>();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var name = reader.ReadTextString();
            if (records is not null && name == "Records" && reader.PeekState() == CborReaderState.StartArray)
            {
                ReadRecords(reader, records);
                members[name] = records;
            }
            else
            {
                members[name] = ReadValue(reader);
            }
        }

        reader.ReadEndMap();
        return new WireObject(members);
    }

    private static void ReadRecords(CborReader reader, List<PutEntry> records)
    {
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            var (key, data, hash) = ((string?)null, (ReadOnlyMemory<byte>?)null, (string?)null);
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                switch (reader.ReadTextString())
                {
                    case "Data":
                        data = ReadBytes(reader);
                        break;
                    case "PartitionKey":
                        key = ReadTextOrNull(reader);
                        break;
                    case "ExplicitHashKey":
                        hash = ReadTextOrNull(reader);
                        break;
                    default:
                        reader.SkipValue();
                        break;
                }
            }

            reader.ReadEndMap();
            PutEntries.Add(records, key, data, hash);
        }

        reader.ReadEndArray();
    }

    private static object? ReadValue(CborReader reader)
    {
        if (reader.CurrentDepth > RequestReader.MaxDepth)
        {
            throw new FormatException("It is nested too deeply.");
        }

        switch (reader.PeekState())
        {
            case CborReaderState.Tag:
                reader.ReadTag();
                return ReadValue(reader);
            case CborReaderState.Null:
                reader.ReadNull();
                return null;
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return reader.ReadInt64();
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                return reader.ReadDouble();
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return reader.ReadTextString();
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                return ReadBytes(reader);
            case CborReaderState.StartMap:
                return Read(reader);
            case CborReaderState.StartArray:
                return ReadList(reader);
            default:
                throw new FormatException($"{reader.PeekState()} is not expected.");
        }
    }

    private static WireObject Read(CborReader reader)
    {
        var members = new Dictionary<string, object?>();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            members[reader.ReadTextString()] = ReadValue(reader);
        }

        reader.ReadEndMap();
        return new WireObject(members);
    }

    private static List<object?> ReadList(CborReader reader)
    {
        var items = new List<object?>();
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            items.Add(ReadValue(reader));
        }

        reader.ReadEndArray();
        return items;
    }

    private static ReadOnlyMemory<byte> ReadBytes(CborReader reader) =>
        reader.PeekState() == CborReaderState.ByteString ? reader.ReadDefiniteLengthByteString() : reader.ReadByteString();

    private static string? ReadTextOrNull(CborReader reader)
    {
        if (reader.PeekState() == CborReaderState.Null)
        {
            reader.ReadNull();
            return null;
        }

        return reader.ReadTextString();
    }
}
