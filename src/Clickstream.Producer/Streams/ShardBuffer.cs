using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>What waits for one shard: a record in the making, and those that are ready, in order. Used under the producer's lock.</summary>
internal sealed class ShardBuffer(Shard shard)
{
    private readonly AggregatedRecordBuilder _builder = new();
    private readonly LinkedList<SealedRecord> _ready = new();
    private UInt128 _firstHash;
    private long _inputBytes;

    public Shard Shard => shard;

    /// <summary>When the record in the making got its first input, as a timestamp of the clock.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>Before this timestamp the shard is left alone, after a refusal.</summary>
    public long NotBefore { get; set; }

    /// <summary>Refusals since the last record was taken.</summary>
    public int Refusals { get; set; }

    public bool HasOpen => _builder.Count > 0;

    public int ReadyCount => _ready.Count;

    public bool IsEmpty => !HasOpen && _ready.Count == 0;

    /// <summary>Adds an input.</summary>
    /// <returns>Whether a record was sealed to make room, or the record in the making is new.</returns>
    public bool Add(UInt128 hash, in InputSpan input, int targetBytes, long now, FlushEpoch epoch)
    {
        var sealedOne = HasOpen && _builder.SizeAfter(input.Key, null, input.Data.Length, input.Origin.Length) > targetBytes && Seal(epoch);
        var isNew = !HasOpen;
        if (isNew)
        {
            OpenedAt = now;
            _firstHash = hash;
            _inputBytes = 0;
        }

        _inputBytes += input.Length;
        _builder.Add(input.Key, null, input.Data, input.Origin);
        return sealedOne || isNew;
    }

    /// <summary>Makes the record in the making ready, if there is one.</summary>
    public bool Seal(FlushEpoch epoch)
    {
        if (!HasOpen)
        {
            return false;
        }

        // The hash key of the first input, not the shard's first one: after a split it leads to the child of that input at least.
        _ready.AddLast(SealedRecord.Copy(_builder.Build().Span, _firstHash, _inputBytes, epoch));
        _builder.Clear();
        epoch.Outstanding++;
        return true;
    }

    /// <summary>Makes a record ready that was made elsewhere.</summary>
    public void Enqueue(SealedRecord record) => _ready.AddLast(record);

    /// <summary>Takes the next record to put.</summary>
    public SealedRecord Take()
    {
        var record = _ready.First!.Value;
        _ready.RemoveFirst();
        return record;
    }

    public SealedRecord Peek() => _ready.First!.Value;

    /// <summary>Puts a refused record back before all others.</summary>
    public void Return(SealedRecord record) => _ready.AddFirst(record);
}

/// <summary>The three parts of an input.</summary>
internal readonly ref struct InputSpan(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> origin)
{
    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Data { get; } = data;

    public ReadOnlySpan<byte> Origin { get; } = origin;

    public int Length => Key.Length + Data.Length + Origin.Length;
}
