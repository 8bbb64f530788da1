using Clickstream.Core.Time;

namespace Clickstream.Core.Events;

/// <summary>
/// One valid event of an <see cref="EventBatch"/>, without an object of its own: times and numbers as values, texts as slices of the batch's text.
/// The columns are those of <c>fact_clicks</c>.
/// </summary>
public struct EventRow
{
    /// <summary>When it happened, UTC.</summary>
    public EventTime Time { get; set; }

    /// <summary>When a collector received it, UTC; null if unknown.</summary>
    public EventTime? Received { get; set; }

    /// <summary>The event's own id, or 32 hexadecimal digits made from its content.</summary>
    public TextSlice ClickId { get; set; }

    /// <summary>128-bit fingerprint of <see cref="ClickId"/>, the same on every machine.</summary>
    public UInt128 ClickKey { get; set; }

    /// <summary>What the visitor did, lower case with underscores: <c>view</c>, <c>add_to_cart</c>, <c>purchase</c>.</summary>
    public TextSlice EventType { get; set; }

    /// <summary>The signed-in user.</summary>
    public TextSlice UserId { get; set; }

    /// <summary>The device or cookie.</summary>
    public TextSlice AnonymousId { get; set; }

    /// <summary>The visit.</summary>
    public TextSlice SessionId { get; set; }

    /// <summary>The page.</summary>
    public TextSlice PageUrl { get; set; }

    /// <summary>The page before.</summary>
    public TextSlice ReferrerUrl { get; set; }

    /// <summary><c>desktop</c>, <c>mobile</c>, <c>tablet</c> and so on.</summary>
    public TextSlice DeviceType { get; set; }

    /// <summary>The operating system.</summary>
    public TextSlice Os { get; set; }

    /// <summary>The browser.</summary>
    public TextSlice Browser { get; set; }

    /// <summary>The country, as it came (ISO 3166-1 alpha-2 by convention).</summary>
    public TextSlice Country { get; set; }

    /// <summary>The address of the visitor.</summary>
    public TextSlice Ip { get; set; }

    /// <summary>The user agent.</summary>
    public TextSlice UserAgent { get; set; }

    /// <summary>The product.</summary>
    public TextSlice ProductId { get; set; }

    /// <summary>The order; several events may belong to one.</summary>
    public TextSlice OrderId { get; set; }

    /// <summary>ISO 4217, upper case.</summary>
    public TextSlice Currency { get; set; }

    /// <summary>Whether the visitor is declared to be a program; null if nothing is said.</summary>
    public bool? IsBot { get; set; }

    /// <summary>Pieces; null if not said, which counts as 1.</summary>
    public long? Quantity { get; set; }

    /// <summary>Price of one piece (of the whole order, if the event lists several items), with at most 4 decimals; never negative.</summary>
    public decimal? Price { get; set; }

    /// <summary>First entry in <see cref="EventBatch.Metadata"/>.</summary>
    public int MetadataStart { get; set; }

    /// <summary>Number of entries in <see cref="EventBatch.Metadata"/>.</summary>
    public int MetadataCount { get; set; }

    /// <summary>Where it was read; the default value if it did not come from a stream.</summary>
    public EventPosition Position { get; set; }

    /// <summary>Price times quantity; zero without a price. Counts as revenue where <see cref="IsPurchase"/>.</summary>
    public readonly decimal Amount => (Price ?? 0m) * (Quantity ?? 1);

    /// <summary>Whether the event type is <c>purchase</c>.</summary>
    public bool IsPurchase { get; set; }
}
