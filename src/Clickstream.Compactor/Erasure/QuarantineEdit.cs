using System.Buffers;
using Clickstream.Core.Events;
using Clickstream.Core.Quarantine;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Entries of the quarantine. An entry is an input that was counted, so it stays in either mode; removing takes the bytes of the input out of it.
/// </summary>
internal sealed class QuarantineEdit(Person person, ErasureMode mode, string prefix) : ItemEdit, IDisposable
{
    /// <summary>What the detail of an emptied entry says.</summary>
    public const string Erased = "erased";

    private readonly QuarantineLineWriter _writer = new();

    public override string Layer => "quarantine";

    public override string Prefix => prefix;

    public override ItemFate Edit(ReadOnlySpan<byte> item, RejectionReason problem, ArrayBufferWriter<byte> to)
    {
        if (!person.MayBeIn(item) && item.IndexOf("payload_base64"u8) < 0)
        {
            return ItemFate.Keep;
        }

        var entry = QuarantineLineReader.Read(item);
        var payload = new ArrayBufferWriter<byte>(Math.Max(1, entry.Payload.Length));
        if (person.ReplaceIn(entry.Payload.Span, payload) == 0)
        {
            return ItemFate.Keep;
        }

        entry = mode == ErasureMode.Remove
            ? entry with { Payload = default, Length = 0, Detail = Erased }
            : entry with { Payload = payload.WrittenMemory, Length = entry.Length + payload.WrittenCount - entry.Payload.Length };
        var line = new ArrayBufferWriter<byte>();
        _writer.Write(entry, line);
        to.Write(line.WrittenSpan[..^1]);
        return ItemFate.Replace;
    }

    public void Dispose() => _writer.Dispose();
}
