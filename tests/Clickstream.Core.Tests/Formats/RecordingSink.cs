using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Formats;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Formats;

/// <summary>Keeps what a format makes of a request.</summary>
internal sealed class RecordingSink : IEventSink
{
    public List<(int Item, byte[] Line)> Lines { get; } = [];

    public List<(int Item, RejectionReason Reason)> Refused { get; } = [];

    public RejectionReason Add(int item, ReadOnlySpan<byte> line, EventTime? sent = null)
    {
        Assert.Null(sent); // Formats correct their times themselves.
        Lines.Add((item, line.ToArray()));
        return RejectionReason.None;
    }

    public void Refuse(int item, RejectionReason reason) => Refused.Add((item, reason));

    /// <summary>What the worker makes of the only event.</summary>
    public Decoding.Decoded Only()
    {
        Assert.Empty(Refused);
        Assert.Single(Lines);
        return Event(0);
    }

    /// <summary>What the worker makes of an event.</summary>
    public Decoding.Decoded Event(int index) => Decoding.Decoded.From(Encoding.UTF8.GetString(Lines[index].Line));

    /// <summary>Why the only event is refused.</summary>
    public RejectionReason Refusal()
    {
        Assert.Empty(Lines);
        return Assert.Single(Refused).Reason;
    }
}
