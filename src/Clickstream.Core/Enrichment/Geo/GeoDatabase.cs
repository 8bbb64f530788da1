using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Clickstream.Core.Enrichment.Geo;

/// <summary>
/// A file of MaxMind or of others in its format, in memory, so that nothing that happens to the file afterwards matters. It knows the country and the
/// region of networks. Safe for concurrent use. Format: the MaxMind DB file format, version 2.0.
/// </summary>
public sealed class GeoDatabase
{
    /// <summary>The largest file that is read: GeoLite2 City has about 60 MB, the largest commercial ones some 500.</summary>
    public const long MaxBytes = 1L << 30;

    private const int SeparatorBytes = 16; // Zeros between the tree and the data.
    private const int MetadataWithin = 128 * 1024; // At the end of the file.

    private readonly byte[] _file;
    private readonly int _nodes;
    private readonly int _recordBits;
    private readonly int _ipv4Root;

    private GeoDatabase(byte[] file, int nodes, int recordBits, bool isIpv6, string kind, DateTimeOffset built)
    {
        (_file, _nodes, _recordBits, Kind, Built) = (file, nodes, recordBits, kind, built);
        DataStart = (nodes * (recordBits / 4)) + SeparatorBytes;
        for (var i = 0; isIpv6 && i < 96 && _ipv4Root < nodes; i++)
        {
            _ipv4Root = Child(_ipv4Root, 0);
        }

        IsIpv6 = isIpv6;
    }

    /// <summary>What the file calls itself, such as <c>GeoLite2-City</c>.</summary>
    public string Kind { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Built { get; }

    /// <summary>Whether it knows IPv6.</summary>
    public bool IsIpv6 { get; }

    private static ReadOnlySpan<byte> Marker => [0xAB, 0xCD, 0xEF, (byte)'M', (byte)'a', (byte)'x', (byte)'M', (byte)'i', (byte)'n', (byte)'d', (byte)'.', (byte)'c', (byte)'o', (byte)'m'];

    private int DataStart { get; }

    /// <summary>Takes a file.</summary>
    /// <param name="file">All of it; not to be changed afterwards.</param>
    /// <param name="problem">What is wrong with it, as a clause; empty if nothing is.</param>
    /// <returns>Null if it cannot be used.</returns>
    public static GeoDatabase? TryOpen(byte[] file, out string problem)
    {
        ArgumentNullException.ThrowIfNull(file);
        var tail = Math.Max(0, file.Length - MetadataWithin);
        var marker = file.AsSpan(tail).LastIndexOf(Marker);
        if (marker < 0)
        {
            problem = "it is no MaxMind DB file";
            return null;
        }

        var data = new GeoData(file, tail + marker + Marker.Length);
        if (!TryNumber(ref data, "node_count"u8, out var nodes) || !TryNumber(ref data, "record_size"u8, out var bits)
            || !TryNumber(ref data, "ip_version"u8, out var version) || !TryNumber(ref data, "binary_format_major_version"u8, out var major)
            || !TryNumber(ref data, "build_epoch"u8, out var epoch)
            || !data.TryFind(0, "database_type"u8, out var at) || at < 0 || !data.TryReadText(at, out var kind))
        {
            problem = "its metadata cannot be read";
            return null;
        }

        problem = major != 2 ? $"its format has version {major}, and 2 is what is known"
            : bits is not (24 or 28 or 32) || version is not (4 or 6) || nodes is 0 or > int.MaxValue / 8 ? "its metadata cannot be right"
            : (nodes * (bits / 4)) + SeparatorBytes > tail + marker ? "it is cut off"
            : string.Empty;
        var built = DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(epoch, 4_102_444_800)); // Not after 2100.
        return problem.Length > 0 ? null : new GeoDatabase(file, (int)nodes, (int)bits, version == 6, Encoding.UTF8.GetString(kind), built);
    }

    /// <summary>Finds the record of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="record">Names the record for <see cref="Read"/>; several networks may share one.</param>
    public GeoOutcome Find(IPAddress address, out int record)
    {
        ArgumentNullException.ThrowIfNull(address);
        record = 0;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        ReadOnlySpan<byte> path = bytes[..length];
        if (address.IsIPv4MappedToIPv6)
        {
            path = path[12..];
        }

        var isIpv4 = path.Length == 4;
        if (!isIpv4 && !IsIpv6)
        {
            return GeoOutcome.Absent;
        }

        var node = isIpv4 ? _ipv4Root : 0;
        for (var i = 0; i < path.Length * 8 && node < _nodes; i++)
        {
            node = Child(node, (path[i >> 3] >> (7 - (i & 7))) & 1);
        }

        if (node == _nodes)
        {
            return GeoOutcome.Absent;
        }

        record = node - _nodes - SeparatorBytes;
        return node > _nodes && record >= 0 ? GeoOutcome.Found : GeoOutcome.Broken;
    }

    /// <summary>Reads a record.</summary>
    /// <param name="record">What <see cref="Find"/> named.</param>
    /// <param name="place">Where it is.</param>
    public GeoOutcome Read(int record, out GeoPlace? place)
    {
        place = null;
        var data = new GeoData(_file, DataStart);
        if (!TryCountry(ref data, record, out var country))
        {
            return GeoOutcome.Broken;
        }

        if (country.IsEmpty)
        {
            return GeoOutcome.Absent;
        }

        if (country.Length != 2 || !char.IsAsciiLetterUpper((char)country[0]) || !char.IsAsciiLetterUpper((char)country[1])
            || !TryRegion(ref data, record, out var region))
        {
            return GeoOutcome.Broken;
        }

        var code = Encoding.ASCII.GetString(country);
        place = new GeoPlace(code, region.IsEmpty ? null : $"{code}-{Encoding.UTF8.GetString(region)}");
        return GeoOutcome.Found;
    }

    private static bool TryNumber(ref GeoData data, ReadOnlySpan<byte> key, out long number)
    {
        number = 0;
        return data.TryFind(0, key, out var at) && at >= 0 && data.TryReadNumber(at, out number);
    }

    // MaxMind's files have country.iso_code, and where a network is registered; smaller ones of others have country_code.
    private static bool TryCountry(ref GeoData data, int record, out ReadOnlySpan<byte> code)
    {
        code = default;
        return TryText(ref data, record, "country"u8, "iso_code"u8, ref code)
            && (!code.IsEmpty || TryText(ref data, record, "registered_country"u8, "iso_code"u8, ref code))
            && (!code.IsEmpty || TryText(ref data, record, "country_code"u8, default, ref code));
    }

    private static bool TryRegion(ref GeoData data, int record, out ReadOnlySpan<byte> code)
    {
        const int LongestCode = 3; // ISO 3166-2.
        code = default;
        if (!data.TryFind(record, "subdivisions"u8, out var list) || (list >= 0 && !data.TryFirst(list, out list)))
        {
            return false;
        }

        if (list < 0)
        {
            return true;
        }

        if (!data.TryFind(list, "iso_code"u8, out var at) || (at >= 0 && !data.TryReadText(at, out code)))
        {
            return false;
        }

        foreach (var letter in code)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter))
            {
                return false;
            }
        }

        return code.Length <= LongestCode;
    }

    private static bool TryText(ref GeoData data, int record, ReadOnlySpan<byte> outer, ReadOnlySpan<byte> inner, ref ReadOnlySpan<byte> text)
    {
        if (!data.TryFind(record, outer, out var at))
        {
            return false;
        }

        if (at >= 0 && !inner.IsEmpty && !data.IsText(at) && !data.TryFind(at, inner, out at))
        {
            return false;
        }

        return at < 0 || data.TryReadText(at, out text);
    }

    // The two records of a node share its middle byte where they have 28 bits.
    private int Child(int node, int bit)
    {
        var bytes = _file.AsSpan(node * (_recordBits / 4), _recordBits / 4);
        return _recordBits switch
        {
            24 => bit == 0 ? (bytes[0] << 16) | (bytes[1] << 8) | bytes[2] : (bytes[3] << 16) | (bytes[4] << 8) | bytes[5],
            28 => bit == 0
                ? ((bytes[3] & 0xF0) << 20) | (bytes[0] << 16) | (bytes[1] << 8) | bytes[2]
                : ((bytes[3] & 0x0F) << 24) | (bytes[4] << 16) | (bytes[5] << 8) | bytes[6],
            _ => (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[(bit * 4)..]), int.MaxValue),
        };
    }
}
