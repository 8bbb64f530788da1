using Clickstream.Core.Enrichment;
using Clickstream.Core.Privacy;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Limits of what is taken as an event. The defaults are those of the product; what is beyond them is rejected with a reason.
/// </summary>
public sealed record DecoderOptions
{
    /// <summary>The defaults, for input of any producer.</summary>
    public static DecoderOptions Default { get; } = new();

    /// <summary>
    /// For the landing zone: lines that carry a position are read back exactly as they were written. Its limits are wider than those of input,
    /// because our line can be larger than the input was: every quote and backslash of a nested value is escaped once more (at most six-fold,
    /// for control characters), and the derived fields come on top.
    /// </summary>
    public static DecoderOptions Landing { get; } = new() { ReadPositions = true, MaxEventBytes = 16 * 1024 * 1024, MaxFields = 4_096 };

    /// <summary>Bytes of one input. 1 MiB is what one Kinesis record holds by default.</summary>
    public int MaxEventBytes { get; init; } = 1024 * 1024;

    /// <summary>Levels of nesting, the event itself included. At most 1,024.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Fields of one event, those that are flattened from attributes and context included.</summary>
    public int MaxFields { get; init; } = 1000;

    /// <summary>Bytes of an event type; it is a name, and everything is counted by it.</summary>
    public int MaxTypeBytes { get; init; } = 256;

    /// <summary>Bytes of a column's text, except the longer ones.</summary>
    public int MaxTextBytes { get; init; } = 8 * 1024;

    /// <summary>Bytes of an address of a page, and of a user agent. Browsers send up to 64 KiB.</summary>
    public int MaxUrlBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Whether <c>_position</c> at the start of a line is a position of our own writing. Only for the landing zone:
    /// such a line is read by its exact column names, without aliases, so that every row comes back as it was written.
    /// </summary>
    public bool ReadPositions { get; init; }

    /// <summary>
    /// What is kept of the addresses of visitors. The click id of an event without one is made from what came, whole, so this changes no identity.
    /// </summary>
    public AddressPolicy Addresses { get; init; }

    /// <summary>What is added to events; nothing by default. It is added before addresses are cut, and behind the click id.</summary>
    public EnrichmentOptions Enrichment { get; init; } = EnrichmentOptions.None;
}
