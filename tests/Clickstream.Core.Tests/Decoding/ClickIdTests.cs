using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Hashing;

namespace Clickstream.Core.Tests.Decoding;

public sealed class ClickIdTests
{
    private const string Event =
        """{"event_type":"purchase","event_timestamp":"2019-10-01T00:00:00Z","user_id":"u","price":"1.50","quantity":2,"is_bot":false,"metadata":{"b":"2","a":"1"}}""";

    // Changing the form changes the identity of stored events: it needs a new version, not a new expectation.
    [Fact]
    public void The_id_of_an_event_without_one_never_changes()
    {
        Assert.Contains($"click_id={Convert.ToHexStringLower(SHA256.HashData(Form()))[..32]}\n", Decoded.From(Event).Texts, StringComparison.Ordinal);
        Assert.Contains("click_id=1c9eda757e4a27475a4b14f31d29626b\n", Decoded.From(Event).Texts, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "metadata":{"a":"1","b":"2"}, "is_bot":"no", "quantity":"2", "price":1.5, "user_id":"u", "event_timestamp":1569888000, "event_type":"Purchase" }""")]
    [InlineData("""{"action":"purchase","ts":"2019-10-01 00:00:00 UTC","userId":"u","amount":15e-1,"qty":2.0,"isBot":0,"a":1,"attributes":{"b":2},"received_at":1569888001}""")]
    public void Order_space_names_and_arrival_do_not_change_it(string same) => Assert.Equal(Decoded.From(Event).ClickKey, Decoded.From(same).ClickKey);

    [Theory]
    [InlineData("\"price\":\"1.50\"", "\"price\":\"1.51\"")]
    [InlineData("\"user_id\"", "\"session_id\"")]
    [InlineData("\"b\":\"2\"", "\"b\":\"3\"")]
    [InlineData("\"b\":\"2\"", "\"b2\":\"\"")]
    [InlineData("00:00:00Z", "00:00:00.000001Z")]
    [InlineData("\"is_bot\":false,", "")]
    public void Any_other_content_changes_it(string from, string to) =>
        Assert.NotEqual(Decoded.From(Event).ClickKey, Decoded.From(Event.Replace(from, to, StringComparison.Ordinal)).ClickKey);

    [Fact]
    public void The_key_of_an_id_is_its_hash_or_the_number_that_it_is()
    {
        Assert.Equal(Murmur3.Hash128("e-1"u8), ClickId.KeyOf("e-1"u8));
        Assert.Equal(new UInt128(0x0011223344556677, 0x8899aabbccddeeff), ClickId.KeyOf("00112233445566778899aabbccddeeff"u8));
        Assert.Equal(Murmur3.Hash128("00112233445566778899AABBCCDDEEFF"u8), ClickId.KeyOf("00112233445566778899AABBCCDDEEFF"u8));
    }

    // The form as it is documented, made by other means.
    private static byte[] Form()
    {
        var form = new List<byte> { 1 };
        void Long(long value) => form.AddRange(Bytes(value));
        void Text(string? text)
        {
            form.AddRange(Bytes(text is null ? -1 : Encoding.UTF8.GetByteCount(text))[..4]);
            form.AddRange(Encoding.UTF8.GetBytes(text ?? string.Empty));
        }

        Long(1_569_888_000_000_000);
        Text("purchase");
        Text("u");
        Enumerable.Range(0, 13).ToList().ForEach(_ => Text(null));
        form.Add(0);
        Long(2);
        Long(15_000);
        form.AddRange(Bytes(2)[..4]);
        foreach (var text in new[] { "a", "1", "b", "2" })
        {
            Text(text);
        }

        return [.. form];
    }

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
