namespace Clickstream.Core.Streams;

/// <summary>The hash keys that a shard takes, both ends included; together the open shards of a stream cover 0 to 2^128 - 1 without overlap.</summary>
/// <param name="Start">The first hash key.</param>
/// <param name="End">The last hash key.</param>
public readonly record struct HashKeyRange(UInt128 Start, UInt128 End)
{
    /// <summary>Every hash key.</summary>
    public static HashKeyRange All { get; } = new(UInt128.MinValue, UInt128.MaxValue);

    /// <summary>Whether the hash key is in the range.</summary>
    public bool Contains(UInt128 hashKey) => hashKey >= Start && hashKey <= End;

    /// <summary>Cuts the range into parts of equal size, in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1 or above the size of the range.</exception>
    public IReadOnlyList<HashKeyRange> Divide(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if ((UInt128)count - 1 > End - Start)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "The range has fewer hash keys than parts.");
        }

        var size = ((End - Start) / (UInt128)count) + 1;
        var parts = new HashKeyRange[count];
        var start = Start;
        for (var i = 0; i < count; i++)
        {
            var end = i == count - 1 ? End : start + size - 1;
            parts[i] = new HashKeyRange(start, end);
            start = end + 1;
        }

        return parts;
    }
}
