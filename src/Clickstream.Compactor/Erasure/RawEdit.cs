using System.Buffers;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Raw input of any shape. Whose event it is, the decoder says. A pseudonymised event without an id of its own is given the one that was made from its
/// content, so it is still the same event when it comes again.
/// </summary>
internal sealed class RawEdit(Person person, ErasureMode mode, string prefix = LakeLayout.Raw) : ItemEdit
{
    private readonly EventDecoder _decoder = new(DecoderOptions.Default);
    private readonly EventBatch _events = new();

    public override string Layer => "raw";

    public override string Prefix => prefix;

    public override ItemFate Edit(ReadOnlySpan<byte> item, RejectionReason problem, ArrayBufferWriter<byte> to)
    {
        if (!person.MayBeIn(item))
        {
            return ItemFate.Keep;
        }

        _events.Clear();
        var isEvent = problem == RejectionReason.None && _decoder.Decode(item, _events) == RejectionReason.None;
        if (isEvent && !person.Owns(_events, in _events.RowAt(0)))
        {
            return ItemFate.Keep;
        }

        var found = person.ReplaceIn(item, to);
        if (mode == ErasureMode.Remove)
        {
            return isEvent || found > 0 ? ItemFate.Drop : ItemFate.Keep;
        }

        if (found > 0 && isEvent)
        {
            KeepIdentity(to);
        }

        return found > 0 ? ItemFate.Replace : ItemFate.Keep;
    }

    private void KeepIdentity(ArrayBufferWriter<byte> text)
    {
        var id = _events.GetString(_events.RowAt(0).ClickId)!;
        var changed = text.WrittenSpan.ToArray();
        var open = changed.AsSpan().IndexOf((byte)'{');
        _events.Clear();
        if (open < 0 || (_decoder.Decode(changed, _events) == RejectionReason.None && _events.GetString(_events.RowAt(0).ClickId) == id))
        {
            return;
        }

        text.ResetWrittenCount();
        text.Write(changed.AsSpan(0, open + 1));
        text.Write(Encoding.ASCII.GetBytes($"\"click_id\":\"{id}\","));
        text.Write(changed.AsSpan(open + 1));
    }
}
