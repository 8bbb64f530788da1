namespace Clickstream.Aws.S3;

/// <summary>
/// How much of an object to fetch with the next request: little behind a jump, twice as much each time it is read on from there. Pure.
/// A request costs as much time as some hundred KiB of transfer, and a jump (to the footer of a Parquet file, to a column) says that most of the
/// rest is not wanted.
/// </summary>
internal readonly record struct ReadAhead(int Size)
{
    /// <summary>The first request of a stream: nearly every micro-batch is smaller, so one request reads it.</summary>
    public const int First = 1 << 20;

    /// <summary>The most that a stream holds in memory.</summary>
    public const int Largest = 8 << 20;

    private const int BehindJump = 256 << 10; // A footer of Parquet with some hundred columns fits.

    /// <summary>The size behind a jump, or behind the last block.</summary>
    public ReadAhead Next(bool isJump) => new(isJump ? BehindJump : Math.Min(Size * 2, Largest));

    /// <summary>The block to fetch. Near the end it reaches back, because a footer is read backwards: its length first.</summary>
    /// <param name="position">Where the reader is.</param>
    /// <param name="wanted">How many bytes it asks for.</param>
    /// <param name="length">The bytes of the object.</param>
    public (long Start, int Count) Block(long position, int wanted, long length)
    {
        var count = (int)Math.Min(Math.Max(Size, Math.Min(wanted, Largest)), length);
        var start = Math.Min(position, length - count);
        return (start, count);
    }
}
