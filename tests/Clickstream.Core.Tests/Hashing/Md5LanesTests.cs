using System.Security.Cryptography;
using Clickstream.Core.Hashing;
using CsCheck;

namespace Clickstream.Core.Tests.Hashing;

public class Md5LanesTests
{
    [Fact]
    public void Digests_are_those_of_the_library_whatever_the_lengths() =>
        Gen.Byte.Array[Gen.OneOf(Gen.Int[0, 200], Gen.Int[900, 1_200], Gen.Int[2_000, 60_000])].Array[0, 40].Sample(AreTheSame, iter: 300);

    [Fact]
    public void Every_length_around_a_block_and_a_chunk_is_padded_right() =>
        AreTheSame([.. Enumerable.Range(0, 130).Concat(Enumerable.Range(1_000, 100)).Concat(Enumerable.Range(2_030, 40)).Select(length => new byte[length])]);

    [Fact]
    public void Digests_need_room() =>
        Assert.Throws<ArgumentException>(() => Md5Lanes.HashData([new byte[1], new byte[1]], new byte[31]));

    private static void AreTheSame(byte[][] messages)
    {
        var digests = new byte[messages.Length * Md5Lanes.DigestBytes];
        Md5Lanes.HashData([.. messages.Select(message => new ReadOnlyMemory<byte>(message))], digests);
#pragma warning disable CA5351 // What is tested is MD5.
        Assert.Equal(messages.SelectMany(MD5.HashData), digests);
#pragma warning restore CA5351
    }
}
