using System.Net;
using System.Text;
using Clickstream.Core.Enrichment.Geo;
using MaxMind.Db;
using Xunit.Abstractions;

namespace Clickstream.Core.Tests.Enrichment.Geo;

public sealed class GeoDatabaseTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(4, 24)]
    [InlineData(4, 32)]
    [InlineData(6, 24)]
    [InlineData(6, 28)]
    [InlineData(6, 32)]
    public void It_answers_what_MaxMinds_own_reader_answers(int ipVersion, int recordBits)
    {
        var random = new Random(7);
        var file = new GeoFile(ipVersion, recordBits);
        for (var i = 0; i < 300; i++)
        {
            var code = $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}";
            var record = GeoFile.City(i % 11 == 0 ? null : code, i % 3 == 0 ? $"R{i % 40}" : null, i % 7 == 0 ? "ZZ" : null);
            file.Add($"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.0/{random.Next(9, 25)}", record);
            if (ipVersion == 6)
            {
                file.Add($"2{random.Next(0x100, 0x1000):x}:{random.Next(0x10000):x}::/{random.Next(20, 49)}", record);
            }
        }

        var bytes = file.ToBytes();
        var ours = Open(bytes);
        using var theirs = new Reader(new MemoryStream(bytes));
        var found = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var part = new byte[ipVersion == 6 && i % 2 == 0 ? 16 : 4];
            random.NextBytes(part);
            part[0] = part.Length == 16 ? (byte)(0x20 | (part[0] & 0xF)) : part[0];
            var address = new IPAddress(part);
            var expected = ExpectedOf(theirs.Find<Dictionary<string, object>>(address));
            Assert.Equal(expected, Find(ours, address));
            found += expected is null ? 0 : 1;
        }

        output.WriteLine($"{found:N0} of 20,000 addresses were found");
        Assert.True(found > 200);
    }

    [Fact]
    public void An_address_of_IPv4_within_IPv6_is_one_of_IPv4()
    {
        var ours = Open(new GeoFile(6, 28).Add("81.2.69.0/24", GeoFile.City("GB", "ENG")).ToBytes());
        Assert.Equal(new GeoPlace("GB", "GB-ENG"), Find(ours, IPAddress.Parse("::ffff:81.2.69.142")));
        Assert.Null(Find(ours, IPAddress.Parse("81.2.70.1")));
    }

    [Fact]
    public void Flat_files_of_others_are_read_too()
    {
        var ours = Open(new GeoFile(6, 24).Add("2001:db8::/32", new Dictionary<string, object> { ["country_code"] = "NL", ["country"] = "NL" }).ToBytes());
        Assert.Equal(new GeoPlace("NL", null), Find(ours, IPAddress.Parse("2001:db8::1")));
    }

    [Theory]
    [InlineData(0, "it is no MaxMind DB file")]
    [InlineData(-40, "its metadata cannot be read")]
    public void A_file_that_is_none_or_cut_off_is_refused(int length, string problem)
    {
        var bytes = new GeoFile(6, 24).Add("1.0.0.0/8", GeoFile.City("AU")).ToBytes();
        Assert.Null(GeoDatabase.TryOpen(bytes[..(length == 0 ? 20 : bytes.Length + length)], out var found));
        Assert.Equal(problem, found);
    }

    [Fact]
    public void A_damaged_file_answers_or_says_that_it_is_damaged_and_never_throws()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var bytes = new GeoFile(6, 28).Add("1.0.0.0/8", GeoFile.City("AU", "NSW")).Add("2001:db8::/32", GeoFile.City("NL")).ToBytes();
        var (opened, broken) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var i = random.Next(1, 20); i > 0; i--)
            {
                // Mostly behind the tree, where there is something to damage.
                damaged[random.Next(round % 3 == 0 ? 0 : bytes.Length - 700, bytes.Length)] = (byte)random.Next(256);
            }

            damaged = round % 5 == 0 ? damaged[random.Next(damaged.Length)..] : damaged;
            if (GeoDatabase.TryOpen(damaged, out _) is { } database)
            {
                opened++;
                foreach (var address in new[] { "1.2.3.4", "2001:db8::1", "9.9.9.9", "fe80::1" })
                {
                    var outcome = database.Find(IPAddress.Parse(address), out var record);
                    outcome = outcome == GeoOutcome.Found ? database.Read(record, out _) : outcome;
                    broken += outcome == GeoOutcome.Broken ? 1 : 0;
                }
            }
        }

        output.WriteLine($"{opened:N0} of 20,000 were opened, {broken:N0} look-ups found damage");
        Assert.True(opened > 1_000 && broken > 100);
    }

    [Fact]
    public void Pointers_in_a_circle_and_endless_nesting_end()
    {
        // The record is a pointer to itself; then arrays within arrays.
        foreach (var nested in new[] { false, true })
        {
            var bytes = new GeoFile(4, 24).Add("1.0.0.0/8", new string('x', 2_000)).ToBytes();
            var start = bytes.AsSpan().IndexOf("xxxx"u8) - 3;
            for (var i = start; i < start + 2_000; i += 2)
            {
                (bytes[i], bytes[i + 1]) = nested ? ((byte)0x01, (byte)0x04) : ((byte)0x20, (byte)0x00);
            }

            var database = Open(bytes);
            Assert.Equal(GeoOutcome.Found, database.Find(IPAddress.Parse("1.1.1.1"), out var record));
            Assert.NotEqual(GeoOutcome.Found, database.Read(record, out _));
        }
    }

    [Theory]
    [InlineData("81.2.69.142", "81.2.69.142")]
    [InlineData("81.2.69.142:4711", "81.2.69.142")]
    [InlineData(" 81.2.69.142 , 10.0.0.1", "81.2.69.142")]
    [InlineData("[2001:db8::1]:443", "2001:db8::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("12345", null)]
    [InlineData("unknown", null)]
    [InlineData("", null)]
    [InlineData("1.2.3.4.5", null)]
    [InlineData("\u00fc.1.2.3", null)]
    public void Addresses_are_read_as_proxies_write_them(string text, string? expected) =>
        Assert.Equal(expected, VisitorAddress.TryParse(Encoding.UTF8.GetBytes(text), out var address) ? address.ToString() : null);

    private static GeoDatabase Open(byte[] bytes)
    {
        var database = GeoDatabase.TryOpen(bytes, out var problem);
        Assert.Equal(string.Empty, problem);
        return database!;
    }

    private static GeoPlace? Find(GeoDatabase database, IPAddress address)
    {
        GeoPlace? place = null;
        var outcome = database.Find(address, out var record);
        outcome = outcome == GeoOutcome.Found ? database.Read(record, out place) : outcome;
        Assert.NotEqual(GeoOutcome.Broken, outcome);
        return place;
    }

    private static GeoPlace? ExpectedOf(Dictionary<string, object>? record)
    {
        var country = CodeOf(record?.GetValueOrDefault("country")) ?? CodeOf(record?.GetValueOrDefault("registered_country"));
        var region = CodeOf((record?.GetValueOrDefault("subdivisions") as List<object>)?.FirstOrDefault());
        return country is null ? null : new GeoPlace(country, region is null ? null : $"{country}-{region}");
    }

    private static string? CodeOf(object? map) => (map as Dictionary<string, object>)?.GetValueOrDefault("iso_code") as string;
}
