using System.Buffers.Binary;
using System.Security.Cryptography;
using Clickstream.Core.Objects;

namespace Clickstream.Stream.Pipeline;

/// <summary>What surrounds saved state: a mark of what it is, the format's version, and a SHA-256 of the content at the end.</summary>
internal static class StateEnvelope
{
    /// <summary>The format that is written, and the newest that is read.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Marks the state of a shard.</summary>
    public const uint ShardMark = 0x54535343; // "CSST"

    /// <summary>Marks a generation of the seen set.</summary>
    public const uint SeenMark = 0x4E535343; // "CSSN"

    private const int HeaderBytes = 8;

    /// <summary>Writes state.</summary>
    public static byte[] Write(uint mark, Action<BinaryWriter> content)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory))
        {
            writer.Write(mark);
            writer.Write(CurrentFormat);
            content(writer);
            writer.Flush();
            writer.Write(SHA256.HashData(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        }

        return memory.ToArray();
    }

    /// <summary>Checks state and finds its content.</summary>
    /// <exception cref="CorruptStateException">It is damaged, something else, or of a newer format.</exception>
    public static ReadOnlyMemory<byte> Open(ObjectKey key, uint mark, ReadOnlyMemory<byte> bytes, out int format)
    {
        var span = bytes.Span;
        if (span.Length < HeaderBytes + SHA256.HashSizeInBytes || BinaryPrimitives.ReadUInt32LittleEndian(span) != mark)
        {
            throw Damaged(key, "it does not begin as one");
        }

        format = BinaryPrimitives.ReadInt32LittleEndian(span[4..]);
        if (format > CurrentFormat)
        {
            throw new CorruptStateException(
                $"{key} has format {format}; this program reads up to {CurrentFormat}. "
                + "Use the version of clickstream that wrote it, or a later one.");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(span[..^SHA256.HashSizeInBytes], hash);
        return hash.SequenceEqual(span[^SHA256.HashSizeInBytes..])
            ? bytes[HeaderBytes..^SHA256.HashSizeInBytes]
            : throw Damaged(key, "its checksum does not match its content");
    }

    /// <summary>The first 64 bits of the checksum, as a name.</summary>
    public static string ContentHash(ReadOnlySpan<byte> envelope) => Convert.ToHexStringLower(envelope[^SHA256.HashSizeInBytes..][..8]);

    /// <summary>The exception for state that cannot be used.</summary>
    public static CorruptStateException Damaged(ObjectKey key, string how, Exception? cause = null) => new(
        $"{key} is not a usable state of a shard: {how}. "
        + "Restore the object, or delete the lease and what was written from this shard to read it from the start.",
        cause);
}
