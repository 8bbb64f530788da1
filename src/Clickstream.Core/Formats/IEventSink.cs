using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Core.Formats;

/// <summary>Takes what a format makes of a request. Belongs to one request.</summary>
public interface IEventSink
{
    /// <summary>
    /// Adds an event. What is missing is filled in: the event time (that of receipt), the click id, the received time; for events of browsers also the
    /// address and the user agent.
    /// </summary>
    /// <param name="item">Which item of the request it is made of, from 0; the answer names it if the event is refused.</param>
    /// <param name="line">One JSON object in UTF-8; copied at once.</param>
    /// <param name="sent">When the client's clock said that it was sent, by which its event time is corrected; null if it does not say.</param>
    /// <returns>None if it was taken; else why it is no event, which is noted already.</returns>
    RejectionReason Add(int item, ReadOnlySpan<byte> line, EventTime? sent = null);

    /// <summary>Notes that an item is no event.</summary>
    void Refuse(int item, RejectionReason reason);
}
