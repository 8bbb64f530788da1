using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Core.Formats;

/// <summary>
/// Our own JSON, <c>POST /events</c>: one event, lines of JSON, or an array, with the names that the decoder knows. <c>?sent_at=</c> is the time by the client's
/// clock at which it sends, in any form that an event time may have.
/// </summary>
public sealed class EventsFormat : ICollectFormat
{
    /// <summary>The path.</summary>
    public const string Path = "/events";

    /// <inheritdoc/>
    public string Name => "events";

    /// <inheritdoc/>
    public IReadOnlyList<CollectRoute> Routes { get; } = [new("POST", Path, CollectAnswer.Json)];

    /// <inheritdoc/>
    public RejectionReason Translate(ReadOnlySpan<byte> body, CollectContext context, IEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(sink);
        var sent = QueryFields.TimeOf(context.Query, QueryFields.SentAt);
        var framer = new InputFramer(body);
        var count = 0;
        for (; framer.TryRead(out var item, out var problem); count++)
        {
            if (problem == RejectionReason.None)
            {
                sink.Add(count, item, sent);
            }
            else
            {
                sink.Refuse(count, problem);
            }
        }

        return count > 0 ? RejectionReason.None : RejectionReason.MalformedJson;
    }
}
