using Clickstream.Core.Hashing;

namespace Clickstream.Core.Lake;

/// <summary>
/// Says which bucket of an hour the rows of a visitor are in: the first bits of the first 64 bits of <see cref="Murmur3"/> of the visitor's
/// UTF-8. The visitor is the user id; without one the anonymous id; without both the click id. An hour has a power of two of buckets, so
/// twice as many split each in two. Stored files depend on it: it never changes.
/// </summary>
public static class VisitorHash
{
    /// <summary>The greatest number of buckets, as bits.</summary>
    public const int MaxBits = 16;

    private const int HashBits = 64;

    /// <summary>The hash of the visitor of a row.</summary>
    public static ulong Of(ReadOnlySpan<byte> userId, ReadOnlySpan<byte> anonymousId, ReadOnlySpan<byte> clickId) =>
        Murmur3.Hash64(!userId.IsEmpty ? userId : !anonymousId.IsEmpty ? anonymousId : clickId);

    /// <summary>The bucket of a visitor.</summary>
    /// <param name="hash">From <see cref="Of"/>.</param>
    /// <param name="bits">The hour has two to this power of buckets.</param>
    public static int BucketOf(ulong hash, int bits) => bits == 0 ? 0 : (int)(hash >> (HashBits - bits));
}
