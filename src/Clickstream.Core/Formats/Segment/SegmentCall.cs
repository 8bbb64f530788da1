namespace Clickstream.Core.Formats.Segment;

/// <summary>A call of the Segment HTTP API.</summary>
internal enum SegmentCall
{
    /// <summary>A visitor did something.</summary>
    Track,

    /// <summary>A visitor saw a page.</summary>
    Page,

    /// <summary>A visitor saw a screen of an app.</summary>
    Screen,

    /// <summary>Who a visitor is.</summary>
    Identify,

    /// <summary>What a visitor belongs to.</summary>
    Group,

    /// <summary>Two ids are one visitor.</summary>
    Alias,

    /// <summary>Several calls.</summary>
    Batch,
}

/// <summary>The names of <see cref="SegmentCall"/> in addresses and in batches.</summary>
internal static class SegmentCalls
{
    /// <summary>Finds the call of an address below <c>/v1/</c>, by its name (<c>track</c>) or, as the browser's library writes it, its first letter.</summary>
    /// <returns>Null if there is no such call.</returns>
    public static SegmentCall? OfPath(ReadOnlySpan<char> name) => name switch
    {
        "track" or "t" => SegmentCall.Track,
        "page" or "p" => SegmentCall.Page,
        "screen" or "s" => SegmentCall.Screen,
        "identify" or "i" => SegmentCall.Identify,
        "group" or "g" => SegmentCall.Group,
        "alias" or "a" => SegmentCall.Alias,
        "batch" or "b" or "import" => SegmentCall.Batch,
        _ => null,
    };

    /// <summary>Finds the call that an item of a batch says it is.</summary>
    internal static SegmentCall? OfType(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("track"u8) ? SegmentCall.Track
        : type.SequenceEqual("page"u8) ? SegmentCall.Page
        : type.SequenceEqual("screen"u8) ? SegmentCall.Screen
        : type.SequenceEqual("identify"u8) ? SegmentCall.Identify
        : type.SequenceEqual("group"u8) ? SegmentCall.Group
        : type.SequenceEqual("alias"u8) ? SegmentCall.Alias
        : null;
}
