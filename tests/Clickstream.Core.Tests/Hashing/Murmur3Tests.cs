using System.Text;
using Clickstream.Core.Hashing;

namespace Clickstream.Core.Tests.Hashing;

public sealed class Murmur3Tests
{
    // From the reference implementation and its ports in other languages (x64, 128 bits).
    [Theory]
    [InlineData("", 0, "00000000000000000000000000000000")]
    [InlineData("hello", 0, "cbd8a7b341bd9b025b1e906a48ae1d19")]
    [InlineData("hello, world", 0, "342fac623a5ebc8e4cdcbc079642414d")]
    [InlineData("19 Jan 2038 at 3:14:07 AM", 0, "b89e5988b737affc664fc2950231b2cb")]
    [InlineData("The quick brown fox jumps over the lazy dog.", 0, "cd99481f9ee902c9695da1a38987b6e7")]
    public void It_agrees_with_published_vectors(string text, uint seed, string expected) =>
        Assert.Equal(expected, Murmur3.Hash128(Encoding.UTF8.GetBytes(text), seed).ToString("x32", System.Globalization.CultureInfo.InvariantCulture));

    // The self-test of SMHasher: hash keys of 0 to 255 bytes with falling seeds, then hash the hashes.
    [Fact]
    public void It_passes_the_verification_of_SMHasher()
    {
        var key = new byte[256];
        var hashes = new byte[256 * 16];
        for (var i = 0; i < 256; i++)
        {
            key[i] = (byte)i;
            Write(Murmur3.Hash128(key.AsSpan(0, i), (uint)(256 - i)), hashes.AsSpan(i * 16));
        }

        var final = new byte[16];
        Write(Murmur3.Hash128(hashes), final);
        Assert.Equal(0x6384BA69u, System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(final));
    }

    private static void Write(UInt128 hash, Span<byte> to)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(to, (ulong)(hash >> 64));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(to[8..], (ulong)hash);
    }
}
