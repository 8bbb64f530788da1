using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>
/// An aggregated record that waits to be put. It keeps the builder that it was made in, so its bytes are not copied once more,
/// and it is built (with the digest of all its bytes, the most expensive part) by the task that puts it, outside of the lock.
/// </summary>
internal sealed class SealedRecord(
    AggregatedRecordBuilder builder, UInt128 hashKey, long inputBytes, IReadOnlyList<long> numbers, FlushEpoch epoch)
{
    private ReadOnlyMemory<byte> _built;

    public AggregatedRecordBuilder Builder => builder;

    public int Length => builder.Size;

    /// <summary>Bytes of its inputs, by which the producer counts what is in flight.</summary>
    public long InputBytes => inputBytes;

    /// <summary>The numbers of its inputs, ascending: their places among all that was added to the producer.</summary>
    public IReadOnlyList<long> Numbers => numbers;

    public FlushEpoch Epoch => epoch;

    /// <summary>Puts of this record that the service failed.</summary>
    public int Failures { get; set; }

    /// <summary>Whether its bytes are there already.</summary>
    public bool IsBuilt => !_built.IsEmpty;

    /// <summary>Builds several at once, which costs little more than one.</summary>
    public static void BuildTogether(IReadOnlyList<SealedRecord> records)
    {
        var built = AggregatedRecordBuilder.BuildTogether([.. records.Select(record => record.Builder)]);
        for (var i = 0; i < records.Count; i++)
        {
            records[i]._built = built[i];
        }
    }

    /// <summary>Its bytes, built on the first call.</summary>
    public ReadOnlyMemory<byte> Build() => _built.IsEmpty ? _built = builder.Build() : _built;

    /// <summary>The record as it is put. It names the shard that it is made for; the hash key leads it there.</summary>
    public PutEntry ToEntry(ShardId madeFor) => new(ShardScope.PartitionKeyFor(madeFor), Build(), hashKey);
}
