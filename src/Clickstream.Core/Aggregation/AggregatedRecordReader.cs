using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Ledgers;

namespace Clickstream.Core.Aggregation;

/// <summary>
/// Unpacks an aggregated record. Everything is checked when it is opened (magic, digest, and the whole message), so that reading cannot
/// fail half way; what does not pass is a plain record. Fields and tags that are not known are passed over. Makes no objects; it borrows
/// an array until the last record is read or it is closed. It is no <see cref="IDisposable"/>, since <c>using</c> closes a copy of a struct: the
/// array would be given back twice, and two readers would get it.
/// </summary>
public ref struct AggregatedRecordReader
{
    private static readonly byte[] OriginKey = Encoding.UTF8.GetBytes(Origin.TagKey);

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _partitionKeyCount;
    private (int Start, int Length)[]? _keys; // First the partition keys, then the explicit hash keys.
    private ProtoReader _fields;

    private AggregatedRecordReader(ReadOnlySpan<byte> message, int partitionKeyCount, (int Start, int Length)[] keys)
    {
        _message = message;
        _partitionKeyCount = partitionKeyCount;
        _keys = keys;
        _fields = new ProtoReader(message);
    }

    /// <summary>Number of user records.</summary>
    public int Count { get; private init; }

    /// <summary>Opens a record.</summary>
    /// <returns>False if it is not an aggregated record, and is to be taken as a plain one.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> data, out AggregatedRecordReader reader)
    {
        var isIntact = false;
        if (AggregateFormat.HasFrame(data))
        {
            Span<byte> digest = stackalloc byte[AggregateFormat.DigestBytes];
#pragma warning disable CA5351 // The format is defined with MD5; it guards against mix-ups, not against forgery.
            MD5.HashData(data[AggregateFormat.Message], digest);
#pragma warning restore CA5351
            isIntact = data.EndsWith(digest);
        }

        return TryOpen(data, isIntact, out reader);
    }

    /// <summary>Opens a record whose digest was looked at before, with those of its page.</summary>
    /// <param name="data">The record.</param>
    /// <param name="isIntact">What <see cref="AggregateDigests"/> says of it.</param>
    /// <param name="reader">Reads its user records.</param>
    /// <returns>False if it is not an aggregated record, and is to be taken as a plain one.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> data, bool isIntact, out AggregatedRecordReader reader)
    {
        reader = default;
        if (!isIntact)
        {
            return false;
        }

        var message = data[AggregateFormat.Message];
        if (!TryCount(message, out var counts))
        {
            return false;
        }

        var keys = ArrayPool<(int, int)>.Shared.Rent(counts.PartitionKeys + counts.HashKeys);
        reader = new AggregatedRecordReader(message, counts.PartitionKeys, keys) { Count = counts.Records };
        if (reader.TryFindKeys() && reader.TryCheckRecords(counts.HashKeys))
        {
            return true;
        }

        reader.Close();
        reader = default;
        return false;
    }

    /// <summary>Reads the next user record.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(out UserRecord record)
    {
        while (_keys is not null && !_fields.IsAtEnd && _fields.TryReadField(out var field, out _, out var content))
        {
            if (field == AggregateFormat.RecordTag && TryReadRecord(content, out var keyIndex, out var hashIndex, out record))
            {
                record = new UserRecord
                {
                    PartitionKey = Key((int)keyIndex),
                    ExplicitHashKey = hashIndex is { } index ? HashKey((int)index) : null,
                    Data = record.Data,
                    Origin = record.Origin,
                };
                return true;
            }
        }

        Close();
        record = default;
        return false;
    }

    /// <summary>Gives the borrowed array back; nothing more can be read. Only needed before the last record is read.</summary>
    public void Close()
    {
        if (_keys is not null)
        {
            ArrayPool<(int, int)>.Shared.Return(_keys);
            _keys = null;
        }
    }

    private static bool TryCount(ReadOnlySpan<byte> message, out (int PartitionKeys, int HashKeys, int Records) counts)
    {
        counts = default;
        var fields = new ProtoReader(message);
        while (!fields.IsAtEnd)
        {
            if (!fields.TryReadField(out var field, out _, out _))
            {
                return false;
            }

            counts.PartitionKeys += field == AggregateFormat.PartitionKeyTag ? 1 : 0;
            counts.HashKeys += field == AggregateFormat.HashKeyTag ? 1 : 0;
            counts.Records += field == AggregateFormat.RecordTag ? 1 : 0;
            if (field is AggregateFormat.PartitionKeyTag - 2 or AggregateFormat.HashKeyTag - 2 or AggregateFormat.RecordTag - 2)
            {
                return false; // A field that we know, of another wire type.
            }
        }

        // A record without user records would make whatever it is vanish.
        return counts.Records > 0;
    }

    private readonly bool TryFindKeys()
    {
        var fields = new ProtoReader(_message);
        var partitionKeys = 0;
        var hashKeys = _partitionKeyCount;
        while (!fields.IsAtEnd && fields.TryReadField(out var field, out _, out var content))
        {
            var place = (fields.At - content.Length, content.Length);
            if (field == AggregateFormat.PartitionKeyTag)
            {
                _keys![partitionKeys++] = place;
            }
            else if (field == AggregateFormat.HashKeyTag)
            {
                _keys![hashKeys++] = place;
                if (!TryParseHashKey(content, out _))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private readonly bool TryCheckRecords(int hashKeyCount)
    {
        var fields = new ProtoReader(_message);
        while (!fields.IsAtEnd && fields.TryReadField(out var field, out _, out var content))
        {
            if (field == AggregateFormat.RecordTag
                && (!TryReadRecord(content, out var keyIndex, out var hashIndex, out _)
                    || keyIndex >= (ulong)_partitionKeyCount
                    || hashIndex >= (ulong)hashKeyCount))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadRecord(ReadOnlySpan<byte> content, out ulong keyIndex, out ulong? hashIndex, out UserRecord record)
    {
        (keyIndex, hashIndex) = (ulong.MaxValue, null);
        record = default;
        var hasData = false;
        ReadOnlySpan<byte> data = default;
        ReadOnlySpan<byte> origin = default;
        var fields = new ProtoReader(content);
        while (!fields.IsAtEnd)
        {
            if (!fields.TryReadField(out var field, out var number, out var bytes))
            {
                return false;
            }

            switch (field)
            {
                case AggregateFormat.PartitionKeyIndexTag:
                    keyIndex = number;
                    break;
                case AggregateFormat.HashKeyIndexTag:
                    hashIndex = number;
                    break;
                case AggregateFormat.DataTag:
                    hasData = true;
                    data = bytes;
                    break;
                case AggregateFormat.TagTag:
                    if (!TryReadTag(bytes, ref origin))
                    {
                        return false;
                    }

                    break;
                default:
                    break;
            }
        }

        record = new UserRecord { Data = data, Origin = origin };
        return hasData && keyIndex != ulong.MaxValue;
    }

    private static bool TryReadTag(ReadOnlySpan<byte> content, ref ReadOnlySpan<byte> origin)
    {
        ReadOnlySpan<byte> key = default;
        ReadOnlySpan<byte> value = default;
        var fields = new ProtoReader(content);
        while (!fields.IsAtEnd)
        {
            if (!fields.TryReadField(out var field, out _, out var bytes))
            {
                return false;
            }

            key = field == AggregateFormat.KeyTag ? bytes : key;
            value = field == AggregateFormat.ValueTag ? bytes : value;
        }

        origin = key.SequenceEqual(OriginKey) ? value : origin;
        return true;
    }

    private static bool TryParseHashKey(ReadOnlySpan<byte> digits, out UInt128 hashKey) =>
        UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out hashKey);

    private readonly UInt128? HashKey(int index) => TryParseHashKey(Key(_partitionKeyCount + index), out var hashKey) ? hashKey : null;

    private readonly ReadOnlySpan<byte> Key(int index) => _message.Slice(_keys![index].Start, _keys[index].Length);
}
