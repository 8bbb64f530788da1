using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Hashing;
using Clickstream.Core.Ledgers;

namespace Clickstream.Core.Aggregation;

/// <summary>
/// Packs user records into one aggregated record, byte for byte as the KPL does. Partition keys and explicit hash keys are stored once
/// each. Reused after <see cref="Clear"/>; makes no object per record. Not thread-safe.
/// </summary>
public sealed class AggregatedRecordBuilder
{
    private static readonly byte[] OriginKey = Encoding.UTF8.GetBytes(Origin.TagKey);

    private readonly KeyTable _partitionKeys = new(AggregateFormat.PartitionKeyTag);
    private readonly KeyTable _hashKeys = new(AggregateFormat.HashKeyTag);

    // The user records stand behind a reserve, into which the keys are written when they are all known: so the record is built where it stands.
    private byte[] _buffer = new byte[64 * 1024];
    private int _reserve = 4 * 1024;
    private int _recordBytes;

    /// <summary>User records added.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of what <see cref="Build"/> would make now; 0 if nothing was added.</summary>
    public int Size => Count == 0
        ? 0
        : AggregateFormat.Magic.Length + _partitionKeys.Length + _hashKeys.Length + _recordBytes + AggregateFormat.DigestBytes;

    /// <summary>Adds a user record.</summary>
    /// <param name="partitionKey">Its partition key in UTF-8.</param>
    /// <param name="explicitHashKey">Its explicit hash key, if it has one.</param>
    /// <param name="data">Its bytes.</param>
    /// <param name="origin">The value of its origin tag; empty for none.</param>
    public void Add(ReadOnlySpan<byte> partitionKey, UInt128? explicitHashKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> origin)
    {
        Span<byte> digits = stackalloc byte[KeyTable.MaxHashKeyDigits];
        var keyIndex = (uint)_partitionKeys.Add(partitionKey);
        int? hashIndex = explicitHashKey is { } hashKey ? _hashKeys.Add(Digits(hashKey, digits)) : null;
        var length = RecordLength(keyIndex, hashIndex, data.Length, origin.Length);
        var total = 1 + AggregateFormat.VarintLength((uint)length) + length;
        MakeRoom(total + AggregateFormat.DigestBytes);
        var to = new ProtoWriter(_buffer.AsSpan(_reserve + _recordBytes, total));
        to.Varint(AggregateFormat.RecordTag, (uint)length);
        to.Varint(AggregateFormat.PartitionKeyIndexTag, keyIndex);
        if (hashIndex is { } index)
        {
            to.Varint(AggregateFormat.HashKeyIndexTag, (uint)index);
        }

        to.Bytes(AggregateFormat.DataTag, data);
        if (!origin.IsEmpty)
        {
            to.Varint(AggregateFormat.TagTag, (uint)TagLength(origin.Length));
            to.Bytes(AggregateFormat.KeyTag, OriginKey);
            to.Bytes(AggregateFormat.ValueTag, origin);
        }

        _recordBytes += total;
        Count++;
    }

    /// <summary>What <see cref="Size"/> would be after adding a user record.</summary>
    public int SizeAfter(ReadOnlySpan<byte> partitionKey, UInt128? explicitHashKey, int dataLength, int originLength)
    {
        Span<byte> digits = stackalloc byte[KeyTable.MaxHashKeyDigits];
        var keyIndex = (uint)_partitionKeys.IndexAfter(partitionKey, out var keyBytes);
        var hashBytes = 0;
        int? hashIndex = explicitHashKey is { } hashKey ? _hashKeys.IndexAfter(Digits(hashKey, digits), out hashBytes) : null;
        var length = RecordLength(keyIndex, hashIndex, dataLength, originLength);
        return AggregateFormat.Magic.Length + _partitionKeys.Length + keyBytes + _hashKeys.Length + hashBytes
            + _recordBytes + 1 + AggregateFormat.VarintLength((uint)length) + length + AggregateFormat.DigestBytes;
    }

    /// <summary>The aggregated record, valid until the next <see cref="Clear"/>, <see cref="Add"/> or <see cref="Build"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public ReadOnlyMemory<byte> Build()
    {
        var record = Assemble();
        var message = record[AggregateFormat.Message];
#pragma warning disable CA5351 // The format is defined with MD5; it guards against mix-ups, not against forgery.
        MD5.HashData(message.Span, Digest);
#pragma warning restore CA5351
        return record;
    }

    /// <summary>
    /// Builds several records at once: their digests, the most expensive part of each, then take little longer than that of one.
    /// </summary>
    /// <returns>What <see cref="Build"/> makes of each, in their order.</returns>
    /// <exception cref="InvalidOperationException">Nothing was added to one of them.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> BuildTogether(IReadOnlyList<AggregatedRecordBuilder> builders)
    {
        ArgumentNullException.ThrowIfNull(builders);
        var records = new ReadOnlyMemory<byte>[builders.Count];
        var messages = new ReadOnlyMemory<byte>[builders.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = builders[i].Assemble();
            messages[i] = records[i][AggregateFormat.Message];
        }

        var digests = new byte[records.Length * AggregateFormat.DigestBytes];
        Md5Lanes.HashData(messages, digests);
        for (var i = 0; i < records.Length; i++)
        {
            digests.AsSpan(i * AggregateFormat.DigestBytes, AggregateFormat.DigestBytes).CopyTo(builders[i].Digest);
        }

        return records;
    }

    /// <summary>Removes all user records and keeps the buffers.</summary>
    public void Clear()
    {
        _partitionKeys.Clear();
        _hashKeys.Clear();
        _recordBytes = 0;
        Count = 0;
    }

    /// <summary>The record, but for its digest.</summary>
    private ReadOnlyMemory<byte> Assemble()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("There is nothing to aggregate.");
        }

        var head = Size - _recordBytes - AggregateFormat.DigestBytes;
        if (head > _reserve)
        {
            MoveRecords(head * 2);
        }

        var start = _reserve - head;
        var to = _buffer.AsSpan(start, head);
        AggregateFormat.Magic.CopyTo(to);
        var at = AggregateFormat.Magic.Length;
        at += _partitionKeys.CopyTo(to[at..]);
        _hashKeys.CopyTo(to[at..]);
        return _buffer.AsMemory(start, Size);
    }

    /// <summary>Where the digest goes.</summary>
    private Span<byte> Digest => _buffer.AsSpan(_reserve + _recordBytes, AggregateFormat.DigestBytes);

    private void MakeRoom(int bytes)
    {
        var needed = _reserve + _recordBytes + bytes;
        if (_buffer.Length < needed)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, needed));
        }
    }

    private void MoveRecords(int reserve)
    {
        var larger = new byte[Math.Max(_buffer.Length, reserve + _recordBytes + AggregateFormat.DigestBytes)];
        _buffer.AsSpan(_reserve, _recordBytes).CopyTo(larger.AsSpan(reserve));
        (_buffer, _reserve) = (larger, reserve);
    }

    private static ReadOnlySpan<byte> Digits(UInt128 hashKey, Span<byte> to)
    {
        hashKey.TryFormat(to, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        return to[..written];
    }

    private static int RecordLength(uint keyIndex, int? hashIndex, int dataLength, int originLength)
    {
        var length = 1 + AggregateFormat.VarintLength(keyIndex) + 1 + AggregateFormat.VarintLength((uint)dataLength) + dataLength;
        length += hashIndex is { } index ? 1 + AggregateFormat.VarintLength((uint)index) : 0;
        var tag = originLength == 0 ? 0 : TagLength(originLength);
        return tag == 0 ? length : length + 1 + AggregateFormat.VarintLength((uint)tag) + tag;
    }

    private static int TagLength(int originLength) =>
        1 + AggregateFormat.VarintLength((uint)OriginKey.Length) + OriginKey.Length
        + 1 + AggregateFormat.VarintLength((uint)originLength) + originLength;
}
