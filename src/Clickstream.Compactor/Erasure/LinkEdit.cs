using System.Buffers;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;

namespace Clickstream.Compactor.Erasure;

/// <summary>Changes nothing; collects the anonymous ids and sessions on the events of a user.</summary>
internal sealed class LinkEdit(Person person, DecoderOptions options, string prefix, ISet<string> anonymous, ISet<string> sessions) : ItemEdit
{
    private readonly EventDecoder _decoder = new(options);
    private readonly EventBatch _events = new();

    public override string Layer => "links";

    public override string Prefix => prefix;

    public override ItemFate Edit(ReadOnlySpan<byte> item, RejectionReason problem, ArrayBufferWriter<byte> to)
    {
        _events.Clear();
        if (problem == RejectionReason.None && person.MayBeIn(item) && _decoder.Decode(item, _events) == RejectionReason.None
            && person.Owns(_events, in _events.RowAt(0)))
        {
            Add(anonymous, _events.GetString(_events.RowAt(0).AnonymousId));
            Add(sessions, _events.GetString(_events.RowAt(0).SessionId));
        }

        return ItemFate.Keep;
    }

    private static void Add(ISet<string> to, string? id)
    {
        if (!string.IsNullOrEmpty(id))
        {
            to.Add(id);
        }
    }
}
