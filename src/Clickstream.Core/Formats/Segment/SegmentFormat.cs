using Clickstream.Core.Events;

namespace Clickstream.Core.Formats.Segment;

/// <summary>
/// The Segment HTTP API: the libraries of Segment and RudderStack send to the collector when they are given its host. What a call means is in
/// <c>docs/formats.md</c>, field by field.
/// </summary>
public sealed class SegmentFormat : ICollectFormat
{
    private const string Root = "/v1/";

    private static readonly string[] Calls =
        ["track", "page", "screen", "identify", "group", "alias", "batch", "t", "p", "s", "i", "g", "a", "b", "import"];

    /// <inheritdoc/>
    public string Name => "segment";

    /// <inheritdoc/>
    public IReadOnlyList<CollectRoute> Routes { get; } = [.. Calls.Select(call => new CollectRoute("POST", Root + call, CollectAnswer.Json))];

    /// <inheritdoc/>
    public bool HasServerLibraries => true;

    /// <inheritdoc/>
    public string? FindWriteKey(ReadOnlySpan<byte> body, string query) => JsonBody.FindKey(body, "writeKey"u8);

    /// <inheritdoc/>
    public RejectionReason Translate(ReadOnlySpan<byte> body, CollectContext context, IEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(sink);
        var name = context.Path.AsSpan(context.Path.LastIndexOf('/') + 1);
        return SegmentCalls.OfPath(name) is { } call
            ? new SegmentTranslator().Translate(call, body, context.Received, sink)
            : RejectionReason.MissingType;
    }
}
