using System.Buffers;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;

namespace Clickstream.Compactor.Erasure;

/// <summary>Lines of micro-batches.</summary>
internal sealed class LandingEdit(Person person, ErasureMode mode) : ItemEdit
{
    private readonly EventDecoder _decoder = new(DecoderOptions.Landing);
    private readonly EventBatch _events = new();
    private readonly EventLineWriter _writer = new();

    public override string Layer => "landing";

    public override string Prefix => LakeLayout.Landing;

    public override ItemFate Edit(ReadOnlySpan<byte> item, RejectionReason problem, ArrayBufferWriter<byte> to)
    {
        _events.Clear();
        if (!person.MayBeIn(item) || problem != RejectionReason.None || _decoder.Decode(item, _events) != RejectionReason.None)
        {
            return ItemFate.Keep; // A line that cannot be read is the compactor's to report.
        }

        ref var row = ref _events.RowAt(0);
        if (!person.Owns(_events, in row))
        {
            return ItemFate.Keep;
        }

        if (mode == ErasureMode.Remove)
        {
            return ItemFate.Drop;
        }

        person.Pseudonymise(_events, ref row);
        var line = new ArrayBufferWriter<byte>();
        _writer.Write(_events, in row, _decoder.LastShard, line);
        to.Write(line.WrittenSpan[..^1]); // The line feed is there already.
        return ItemFate.Replace;
    }
}
