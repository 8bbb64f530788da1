using System.Buffers;
using System.Text;
using Clickstream.Core.Privacy;

namespace Clickstream.Core.Tests.Privacy;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0")]
    [InlineData("203.0.113.77, 10.1.2.3", "203.0.113.0, 10.1.2.0")]
    [InlineData("203.0.113.77:51234", "203.0.113.0:51234")]
    [InlineData("seen at 203.0.113.77.", "seen at 203.0.113.0.")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::")]
    [InlineData("[2001:db8:1:2::6]:443", "[2001:db8:1::]:443")]
    [InlineData("::ffff:203.0.113.77", "::ffff:203.0.113.0")]
    [InlineData("fe80::1%eth0", "fe80::%eth0")]
    [InlineData("""{"ip":"203.0.113.77","damaged""", """{"ip":"203.0.113.0","damaged""")]
    public void An_address_is_cut_to_its_network(string text, string expected) => Assert.Equal(expected, Redact(text, AddressPolicy.Truncate));

    [Theory]
    [InlineData("")]
    [InlineData("10:00:00")]
    [InlineData("2026-03-01T10:00:00.123Z")]
    [InlineData("Chrome/120.0.6099.224")]
    [InlineData("Edge/1.2.3.4")]
    [InlineData("v1.2.3.4")]
    [InlineData("1.2.3.4.5")]
    [InlineData("300.1.2.3")]
    [InlineData("00:1b:44:11:3a:b7")]
    [InlineData("12.50")]
    [InlineData("std::vector")]
    public void What_is_no_address_is_left_alone(string text) => Assert.Equal(text, Redact(text, AddressPolicy.Drop));

    [Fact]
    public void A_dropped_address_leaves_a_valid_text_behind() =>
        Assert.Equal("""["0.0.0.0","::"]""", Redact("""["203.0.113.77","2001:db8::1"]""", AddressPolicy.Drop));

    [Fact]
    public void No_address_survives_in_random_text()
    {
        const int seed = 20261125;
        var random = new Random(seed);
        string[] around = ["\"", " ", ",", "(", ")", ";", "=", "\n", "{", "}"];
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
            random.NextBytes(bytes);
            bytes[^1] |= 1; // Not a network already.
            var address = new System.Net.IPAddress(bytes).ToString();
            var text = $"{Pick()}{address}{Pick()}x{Pick()}{address}{Pick()}";
            var cut = Redact(text, AddressPolicy.Truncate);
            Assert.False(cut.Contains(address, StringComparison.Ordinal), $"seed {seed}, round {round}: {text} became {cut}");
        }

        string Pick() => around[random.Next(around.Length)];
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_unchanged()
    {
        byte[] bytes = [0xFF, 0x00, .. "10.0.0.9"u8, 0xC3, 0x28];
        var to = new ArrayBufferWriter<byte>();
        Assert.Equal(1, AddressText.Redact(bytes, AddressPolicy.Truncate, to));
        Assert.Equal((byte[])[0xFF, 0x00, .. "10.0.0.0"u8, 0xC3, 0x28], to.WrittenSpan.ToArray());
    }

    private static string Redact(string text, AddressPolicy policy)
    {
        var to = new ArrayBufferWriter<byte>();
        AddressText.Redact(Encoding.UTF8.GetBytes(text), policy, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
