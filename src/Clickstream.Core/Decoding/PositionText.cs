using System.Buffers.Text;
using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Streams;

namespace Clickstream.Core.Decoding;

/// <summary>
/// Reads <c>shard:sequence:sub:item</c>. Neighbouring lines share the shard and the record, whose strings are then used again.
/// </summary>
internal sealed class PositionText
{
    private byte[] _shardBytes = [];
    private byte[] _sequenceBytes = [];
    private ShardId _shard;
    private SequenceNumber _sequence;

    /// <summary>Reads a position.</summary>
    /// <returns>False if the text is none.</returns>
    public bool TryParse(ReadOnlySpan<byte> text, out ShardId shard, out EventPosition position)
    {
        (shard, position) = (default, default);
        var third = text.LastIndexOf((byte)':');
        var second = third < 0 ? -1 : text[..third].LastIndexOf((byte)':');
        var first = second < 0 ? -1 : text[..second].LastIndexOf((byte)':');
        if (first < 1 || !TryNumber(text[(third + 1)..], out var item) || !TryNumber(text[(second + 1)..third], out var sub)
            || !TryReadSequence(text[(first + 1)..second]))
        {
            return false;
        }

        if (!text[..first].SequenceEqual(_shardBytes))
        {
            _shardBytes = text[..first].ToArray();
            _shard = new ShardId(Encoding.UTF8.GetString(_shardBytes));
        }

        shard = _shard;
        position = new EventPosition(_sequence, sub, item);
        return true;
    }

    private bool TryReadSequence(ReadOnlySpan<byte> digits)
    {
        if (digits.SequenceEqual(_sequenceBytes))
        {
            return !digits.IsEmpty;
        }

        var text = Encoding.UTF8.GetString(digits);
        if (!SequenceNumber.IsValid(text))
        {
            return false;
        }

        _sequence = new SequenceNumber(text);
        _sequenceBytes = digits.ToArray();
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length && value >= 0 && digits[0] != '+';
}
