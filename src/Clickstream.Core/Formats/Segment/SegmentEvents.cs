namespace Clickstream.Core.Formats.Segment;

/// <summary>
/// The names of events of the e-commerce specification of Segment that we have names of our own for. By ours they count as purchases, and as steps of
/// the funnel.
/// </summary>
internal static class SegmentEvents
{
    private const int LongestName = 32;

    /// <summary>Our name of an event.</summary>
    /// <param name="name">Its name, in any case, with spaces or underscores.</param>
    /// <returns>Empty if we have none, and it keeps its own.</returns>
    public static ReadOnlySpan<byte> OurNameOf(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return default;
        }

        Span<byte> normal = stackalloc byte[LongestName];
        for (var i = 0; i < name.Length; i++)
        {
            normal[i] = name[i] is (byte)' ' or (byte)'-' ? (byte)'_' : (byte)(name[i] is >= (byte)'A' and <= (byte)'Z' ? name[i] | 0x20 : name[i]);
        }

        normal = normal[..name.Length];
        return normal.SequenceEqual("order_completed"u8) ? "purchase"u8
            : normal.SequenceEqual("product_viewed"u8) ? "view"u8
            : normal.SequenceEqual("product_added"u8) ? "add_to_cart"u8
            : normal.SequenceEqual("product_removed"u8) ? "remove_from_cart"u8
            : normal.SequenceEqual("products_searched"u8) ? "search"u8
            : normal.SequenceEqual("checkout_started"u8) ? "checkout"u8
            : default;
    }
}
