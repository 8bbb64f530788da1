using System.Buffers.Binary;

namespace Clickstream.Local.KinesisApi;

/// <summary>What a shard iterator stands for.</summary>
/// <param name="Stream">The number of the stream.</param>
/// <param name="Shard">The number of the shard.</param>
/// <param name="Next">The id at which the next page begins.</param>
internal readonly record struct ShardIterator(long Stream, long Shard, long Next)
{
    private const int Bytes = 3 * sizeof(long);

    public string Issue(Tokens tokens)
    {
        Span<byte> content = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(content, Stream);
        BinaryPrimitives.WriteInt64BigEndian(content[8..], Shard);
        BinaryPrimitives.WriteInt64BigEndian(content[16..], Next);
        return tokens.Issue(Tokens.Kind.ShardIterator, content);
    }

    /// <summary>Reads an iterator.</summary>
    /// <exception cref="ApiFault">It is not one of ours, or has expired.</exception>
    public static ShardIterator Read(string text, Tokens tokens)
    {
        var content = tokens.Read(Tokens.Kind.ShardIterator, text, out var isExpired);
        if (content is not { Length: Bytes })
        {
            throw ApiFault.InvalidArgument("The shard iterator is not one that GetShardIterator or GetRecords gave.");
        }

        return isExpired
            ? throw ApiFault.ExpiredIterator($"The shard iterator was not used within {Tokens.Life.TotalMinutes:F0} minutes.")
            : new ShardIterator(
                BinaryPrimitives.ReadInt64BigEndian(content),
                BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(8)),
                BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(16)));
    }
}
