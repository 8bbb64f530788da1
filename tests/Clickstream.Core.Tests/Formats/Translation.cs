using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Formats;
using Clickstream.Core.Formats.Segment;
using Clickstream.Core.Formats.Snowplow;
using Clickstream.Core.Time;

namespace Clickstream.Core.Tests.Formats;

/// <summary>Translates one request, as tests see it: received at noon of 1 March 2026.</summary>
internal static class Translation
{
    private static readonly EventTime Noon = EventTime.From(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static RecordingSink Segment(string call, string body)
    {
        var sink = new RecordingSink();
        Assert.Equal(RejectionReason.None, Refusal(new SegmentFormat(), "/v1/" + call, Encoding.UTF8.GetBytes(body), sink));
        return sink;
    }

    public static RecordingSink Snowplow(string body)
    {
        var sink = new RecordingSink();
        Assert.Equal(RejectionReason.None, Refusal(new SnowplowFormat(), SnowplowFormat.PostPath, Encoding.UTF8.GetBytes(body), sink));
        return sink;
    }

    public static RejectionReason Refusal(ICollectFormat format, string path, ReadOnlySpan<byte> body, IEventSink sink, string query = "") =>
        format.Translate(body, new CollectContext { Received = Noon, Path = path, Query = query }, sink);
}
