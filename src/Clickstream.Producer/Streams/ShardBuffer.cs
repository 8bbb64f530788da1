using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>What waits for one shard: a record in the making, and those that are ready, in order. Used under the producer's lock.</summary>
internal sealed class ShardBuffer(Shard shard, BuilderPool builders)
{
    /// <summary>More than the frame of an input in an aggregated record: its tags, lengths and indexes.</summary>
    private const int MaxFrame = 48;

    private readonly LinkedList<SealedRecord> _ready = new();
    private AggregatedRecordBuilder? _open;
    private UInt128 _firstHash;
    private long _inputBytes;
    private List<long> _numbers = [];

    public Shard Shard => shard;

    /// <summary>When the record in the making got its first input, as a timestamp of the clock.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>Before this timestamp the shard is left alone, after a refusal.</summary>
    public long NotBefore { get; set; }

    /// <summary>Refusals since the last record was taken.</summary>
    public int Refusals { get; set; }

    public bool HasOpen => _open is not null;

    public int ReadyCount => _ready.Count;

    /// <summary>Adds an input.</summary>
    /// <returns>Whether a record was sealed to make room, or the record in the making is new.</returns>
    public bool Add(UInt128 hash, in InputSpan input, int targetBytes, TimeProvider time, FlushEpoch epoch)
    {
        // An upper bound of the size is enough, and spares looking up the key twice.
        if (_open is not null && _open.Size + input.Length + MaxFrame > targetBytes)
        {
            Seal(epoch);
        }

        var isNew = _open is null;
        if (_open is null)
        {
            _open = builders.Rent();
            OpenedAt = time.GetTimestamp();
            _firstHash = hash;
            _inputBytes = 0;
            _numbers = new List<long>(Math.Max(_numbers.Count, 16)); // About as many as before.
        }

        _inputBytes += input.Length;
        _numbers.Add(input.Number);
        _open.Add(input.Key, null, input.Data, input.Origin);
        return isNew;
    }

    /// <summary>Makes the record in the making ready, if there is one.</summary>
    public void Seal(FlushEpoch epoch)
    {
        if (_open is null)
        {
            return;
        }

        // The hash key of the first input, not the shard's first one: after a split it leads to the child of that input at least.
        _ready.AddLast(new SealedRecord(_open, _firstHash, _inputBytes, _numbers, epoch));
        _open = null;
        epoch.Outstanding++;
    }

    /// <summary>Takes the next record to put.</summary>
    public SealedRecord Take()
    {
        var record = _ready.First!.Value;
        _ready.RemoveFirst();
        return record;
    }

    /// <summary>Takes all that waits, also what is in the making.</summary>
    public IReadOnlyList<SealedRecord> TakeAll(FlushEpoch epoch)
    {
        Seal(epoch);
        SealedRecord[] all = [.. _ready];
        _ready.Clear();
        return all;
    }

    public SealedRecord Peek() => _ready.First!.Value;

    /// <summary>Adds the record that would be taken next to those that are being built, unless it is built or there is none.</summary>
    public void BuildAhead(List<SealedRecord> records)
    {
        if (_ready.First is { Value: { IsBuilt: false } next })
        {
            records.Add(next);
        }
    }

    /// <summary>Puts a refused record back before all others.</summary>
    public void Return(SealedRecord record) => _ready.AddFirst(record);
}

/// <summary>The three parts of an input.</summary>
internal readonly ref struct InputSpan(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> origin)
{
    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Data { get; } = data;

    public ReadOnlySpan<byte> Origin { get; } = origin;

    /// <summary>Its place among all inputs that were added.</summary>
    public long Number { get; init; }

    public int Length => Key.Length + Data.Length + Origin.Length;
}
