using System.Buffers.Binary;
using Clickstream.Compactor.Columns;

namespace Clickstream.Compactor.Parquet.Writing;

/// <summary>Makes the pages of columns of numbers, times and flags.</summary>
internal sealed class NumberChunks
{
    private readonly ChunkNumbers _dictionary = new();
    private readonly ByteSink _values = new(1 << 20);
    private int[] _levels = [];
    private int[] _codes = [];
    private long[] _present = [];

    /// <summary>Puts numbers that repeat: as codes of a dictionary, if they do.</summary>
    public ChunkStatistics Put(NumberSpan numbers, ChunkWriter to)
    {
        var present = Gather(numbers);
        _values.Clear();
        if (!present.IsEmpty && _dictionary.TryCode(present, _codes))
        {
            _values.PutPlain(_dictionary.Values);
            to.PutDictionary(_values.Written, _dictionary.Distinct);
            _values.Clear();
            var bits = Math.Max(1, HybridEncoding.BitsOf(_dictionary.Distinct - 1));
            _values.Put((byte)bits);
            HybridEncoding.Put(_codes.AsSpan(0, present.Length), bits, _values);
            to.PutValues(default, _levels.AsSpan(0, numbers.Length), numbers.Length, _values.Written, PageEncoding.Dictionary);
            return Statistics(_dictionary.Values, numbers.Length - present.Length, _dictionary.Distinct);
        }

        _values.PutPlain(present);
        to.PutValues(default, _levels.AsSpan(0, numbers.Length), numbers.Length, _values.Written, PageEncoding.Plain);
        return Statistics(present, numbers.Length - present.Length, null);
    }

    /// <summary>Puts times, of which hardly two are equal.</summary>
    public ChunkStatistics PutTimes(ReadOnlySpan<long> times, bool isRequired, ChunkWriter to)
    {
        var present = isRequired ? times : Gather(times);
        _values.Clear();
        _values.PutPlain(present);
        to.PutValues(default, isRequired ? default : _levels.AsSpan(0, times.Length), times.Length, _values.Written, PageEncoding.Plain);
        return Statistics(present, times.Length - present.Length, null);
    }

    /// <summary>Puts flags: -1 absent, 0 false, 1 true.</summary>
    public ChunkStatistics PutFlags(ReadOnlySpan<sbyte> flags, ChunkWriter to)
    {
        EnsureCapacity(flags.Length);
        _values.Clear();
        var bits = _values.Reserve((flags.Length + 7) / 8);
        bits[..((flags.Length + 7) / 8)].Clear();
        var (count, trues) = (0, 0);
        for (var i = 0; i < flags.Length; i++)
        {
            _levels[i] = flags[i] < 0 ? 0 : 1;
            if (flags[i] >= 0)
            {
                bits[count >> 3] |= (byte)(flags[i] << (count & 7));
                trues += flags[i];
                count++;
            }
        }

        _values.Commit((count + 7) / 8);
        to.PutValues(default, _levels.AsSpan(0, flags.Length), flags.Length, _values.Written, PageEncoding.Plain);
        return count == 0
            ? new ChunkStatistics(null, null, flags.Length, null)
            : new ChunkStatistics([(byte)(trues == count ? 1 : 0)], [(byte)(trues > 0 ? 1 : 0)], flags.Length - count, null);
    }

    private ReadOnlySpan<long> Gather(ReadOnlySpan<long> numbers)
    {
        EnsureCapacity(numbers.Length);
        var count = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            var isPresent = numbers[i] != FactColumns.Absent;
            _levels[i] = isPresent ? 1 : 0;
            _present[count] = numbers[i];
            count += isPresent ? 1 : 0;
        }

        return _present.AsSpan(0, count);
    }

    private ReadOnlySpan<long> Gather(NumberSpan numbers)
    {
        EnsureCapacity(numbers.Length);
        var count = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            var number = numbers[i];
            var isPresent = number != FactColumns.Absent;
            _levels[i] = isPresent ? 1 : 0;
            _present[count] = number;
            count += isPresent ? 1 : 0;
        }

        return _present.AsSpan(0, count);
    }

    private static ChunkStatistics Statistics(ReadOnlySpan<long> values, int absent, long? distinct)
    {
        if (values.IsEmpty)
        {
            return new ChunkStatistics(null, null, absent, distinct);
        }

        var (least, greatest) = (long.MaxValue, long.MinValue);
        foreach (var value in values)
        {
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        return new ChunkStatistics(Bytes(least), Bytes(greatest), absent, distinct);
    }

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private void EnsureCapacity(int count)
    {
        if (count > _levels.Length)
        {
            (_levels, _codes, _present) = (new int[count], new int[count], new long[count]);
        }
    }
}
