using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Core.Lake;

/// <summary>Reads the name that <see cref="LakeLayout.MicroBatch"/> gives: <c>SHARD-FIRST-LAST.json.gz</c>.</summary>
public static class MicroBatchName
{
    private const string Extension = ".json.gz";

    /// <summary>The records that a micro-batch covers.</summary>
    /// <returns>Null if the name says nothing of it, as with objects that Firehose writes.</returns>
    public static PositionRange? RangeOf(ObjectKey key)
    {
        var name = key.Name;
        if (!name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        name = name[..^Extension.Length];
        var last = name.LastIndexOf('-');
        var first = last > 0 ? name.LastIndexOf('-', last - 1) : -1;
        if (first <= 0 || !SequenceNumber.IsValid(name[(first + 1)..last]) || !SequenceNumber.IsValid(name[(last + 1)..]))
        {
            return null;
        }

        var range = new PositionRange(
            new ShardId(name[..first]), new SequenceNumber(name[(first + 1)..last]), new SequenceNumber(name[(last + 1)..]));
        return range.First <= range.Last ? range : null;
    }
}
