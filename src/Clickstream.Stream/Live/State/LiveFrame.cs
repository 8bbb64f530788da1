using System.Text;

namespace Clickstream.Stream.Live.State;

/// <summary>A change of the page's state as it goes to all visitors that ask for it. Nobody changes its bytes.</summary>
/// <param name="Since">The version that it goes on from; 0 for everything.</param>
/// <param name="Version">The version that it leads to.</param>
/// <param name="Json">The state as UTF-8 JSON.</param>
/// <param name="Event">The same as a server-sent event, with its id.</param>
internal sealed record LiveFrame(long Since, long Version, ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Event)
{
    /// <summary>Makes a frame.</summary>
    public static LiveFrame Of(string instance, long since, long version, byte[] json)
    {
        // The JSON is on one line, because the serializer escapes line breaks and does not indent.
        byte[] head = Encoding.UTF8.GetBytes($"id: {instance}-{version}\nevent: {(since == 0 ? "snapshot" : "delta")}\ndata: ");
        byte[] frame = [.. head, .. json, .. "\n\n"u8];
        return new LiveFrame(since, version, frame.AsMemory(head.Length, json.Length), frame);
    }
}
