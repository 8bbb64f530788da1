using Clickstream.Compactor.Parquet.Writing;

namespace Clickstream.Compactor.Dimensions;

/// <summary>What entries of parts are made of.</summary>
internal static class PartEntry
{
    public static void PutText(this ByteSink to, ReadOnlySpan<byte> text)
    {
        to.PutVarint((ulong)text.Length);
        to.Put(text);
    }

    public static void PutNumber(this ByteSink to, long number) => to.PutVarint((ulong)number);

    public static void PutSum(this ByteSink to, Int128 sum)
    {
        to.PutVarint((ulong)(sum >> 64));
        to.PutVarint((ulong)sum);
    }
}
