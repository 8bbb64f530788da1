using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Clickstream.Tests;

/// <summary>Writes small files in the format of MaxMind DB: networks with records of texts, numbers, lists and maps.</summary>
internal sealed class GeoFile(int ipVersion, int recordBits)
{
    private readonly List<int[]> _nodes = [[-1, -1]]; // A child, -1 for nothing, or -2 - n for record n.
    private readonly List<object> _records = [];

    /// <summary>Adds a network.</summary>
    public GeoFile Add(string network, object record)
    {
        var parts = network.Split('/');
        var address = IPAddress.Parse(parts[0]).GetAddressBytes();
        var length = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        if (ipVersion == 6 && address.Length == 4)
        {
            (address, length) = ([.. new byte[12], .. address], length + 96);
        }

        _records.Add(record);
        var node = 0;
        for (var i = 0; i < length - 1; i++)
        {
            var bit = BitOf(address, i);
            if (_nodes[node][bit] < 0)
            {
                _nodes.Add([_nodes[node][bit], _nodes[node][bit]]); // What held for the larger network holds for its halves.
                _nodes[node][bit] = _nodes.Count - 1;
            }

            node = _nodes[node][bit];
        }

        _nodes[node][BitOf(address, length - 1)] = -1 - _records.Count;
        return this;
    }

    public byte[] ToBytes()
    {
        var data = new List<byte>();
        var texts = new Dictionary<string, int>();
        var offsets = _records.Select(record =>
        {
            var offset = data.Count;
            Write(record, data, texts);
            return offset;
        }).ToList();
        var file = new List<byte>();
        foreach (var node in _nodes)
        {
            WriteNode(file, node.Select(child => child >= 0 ? child : child == -1 ? _nodes.Count : _nodes.Count + 16 + offsets[-2 - child]).ToArray());
        }

        file.AddRange(new byte[16]);
        file.AddRange(data);
        file.AddRange([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        Write(
            new Dictionary<string, object>
            {
                ["binary_format_major_version"] = (ushort)2,
                ["binary_format_minor_version"] = (ushort)0,
                ["build_epoch"] = 1_767_225_600UL,
                ["database_type"] = "Test-City",
                ["description"] = new Dictionary<string, object> { ["en"] = new string('d', 300) },
                ["ip_version"] = (ushort)ipVersion,
                ["languages"] = new object[] { "en" },
                ["node_count"] = (uint)_nodes.Count,
                ["record_size"] = (ushort)recordBits,
            },
            file,
            null);
        return [.. file];
    }

    /// <summary>A record as MaxMind's files of cities have them.</summary>
    public static Dictionary<string, object> City(string? country, string? region = null, string? registered = null)
    {
        var record = new Dictionary<string, object>
        {
            ["city"] = new Dictionary<string, object> { ["names"] = new Dictionary<string, object> { ["en"] = "Somewhere", ["de"] = "Irgendwo" } },
            ["location"] = new Dictionary<string, object> { ["latitude"] = 12.5, ["accuracy_radius"] = (ushort)1000 },
        };
        if (country is not null)
        {
            record["country"] = new Dictionary<string, object> { ["geoname_id"] = 6_252_001u, ["iso_code"] = country, ["is_in_european_union"] = true };
        }

        if (registered is not null)
        {
            record["registered_country"] = new Dictionary<string, object> { ["iso_code"] = registered };
        }

        if (region is not null)
        {
            record["subdivisions"] = new object[] { new Dictionary<string, object> { ["geoname_id"] = 1u, ["iso_code"] = region } };
        }

        return record;
    }

    private static int BitOf(byte[] address, int bit) => (address[bit / 8] >> (7 - (bit % 8))) & 1;

    private void WriteNode(List<byte> file, int[] values)
    {
        Span<byte> bytes = stackalloc byte[8];
        switch (recordBits)
        {
            case 24:
                file.AddRange([(byte)(values[0] >> 16), (byte)(values[0] >> 8), (byte)values[0], (byte)(values[1] >> 16), (byte)(values[1] >> 8), (byte)values[1]]);
                break;
            case 28:
                file.AddRange([(byte)(values[0] >> 16), (byte)(values[0] >> 8), (byte)values[0], (byte)(((values[0] >> 20) & 0xF0) | (values[1] >> 24))]);
                file.AddRange([(byte)(values[1] >> 16), (byte)(values[1] >> 8), (byte)values[1]]);
                break;
            default:
                BinaryPrimitives.WriteInt32BigEndian(bytes, values[0]);
                BinaryPrimitives.WriteInt32BigEndian(bytes[4..], values[1]);
                file.AddRange(bytes);
                break;
        }
    }

    // A text that was written before is pointed to, as in real files.
    private static void Write(object value, List<byte> to, Dictionary<string, int>? texts)
    {
        switch (value)
        {
            case string text when texts is not null && texts.TryGetValue(text, out var at):
                to.AddRange(at < 2048 ? [(byte)(0x20 | (at >> 8)), (byte)at] : [0x28, (byte)((at - 2048) >> 8), (byte)(at - 2048)]);
                break;
            case string text:
                texts?.Add(text, to.Count);
                WriteControl(to, 2, Encoding.UTF8.GetByteCount(text));
                to.AddRange(Encoding.UTF8.GetBytes(text));
                break;
            case bool flag:
                WriteControl(to, 14, flag ? 1 : 0);
                break;
            case double number:
                WriteControl(to, 3, 8);
                to.AddRange(BitConverter.GetBytes(number).Reverse());
                break;
            case ushort or uint or ulong:
                var digits = BitConverter.GetBytes(Convert.ToUInt64(value, System.Globalization.CultureInfo.InvariantCulture)).Reverse().SkipWhile(part => part == 0).ToArray();
                WriteControl(to, value switch { ushort => 5, uint => 6, _ => 9 }, digits.Length);
                to.AddRange(digits);
                break;
            case object[] list:
                WriteControl(to, 11, list.Length);
                Array.ForEach(list, element => Write(element, to, texts));
                break;
            default:
                var map = (Dictionary<string, object>)value;
                WriteControl(to, 7, map.Count);
                foreach (var (key, inner) in map)
                {
                    Write(key, to, texts);
                    Write(inner, to, texts);
                }

                break;
        }
    }

    private static void WriteControl(List<byte> to, int type, int size)
    {
        byte[] more = size < 29 ? [] : size < 285 ? [(byte)(size - 29)] : [(byte)((size - 285) >> 8), (byte)(size - 285)];
        var field = size < 29 ? size : size < 285 ? 29 : 30;
        to.Add((byte)(((type < 8 ? type : 0) << 5) | field));
        to.AddRange(type < 8 ? more : [(byte)(type - 7), .. more]);
    }
}
