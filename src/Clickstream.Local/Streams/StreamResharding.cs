using System.Buffers.Binary;
using Clickstream.Core.Streams;
using Clickstream.Local.Sqlite;

namespace Clickstream.Local.Streams;

/// <summary>Changes the table of shards, inside a write transaction.</summary>
internal sealed class StreamResharding(Database database)
{
    private readonly Statement _get = database.Prepare($"SELECT {ShardRow.Columns} FROM shards WHERE id = ?");

    private readonly Statement _open = database.Prepare(
        $"SELECT {ShardRow.Columns} FROM shards WHERE closed_at IS NULL ORDER BY range_start");

    private readonly Statement _close = database.Prepare("UPDATE shards SET closed_at = ? WHERE id = ?");

    private readonly Statement _nextNumber = database.Prepare("SELECT coalesce(max(id), -1) + 1 FROM shards");

    private readonly Statement _add = database.Prepare(
        $"INSERT INTO shards ({ShardRow.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 0, 0, 0)");

    /// <summary>Makes the first shards, unless there are any.</summary>
    public bool CreateIfAbsent(int shards)
    {
        if (NextNumber() > 0)
        {
            return false;
        }

        foreach (var range in HashKeyRange.All.Divide(shards))
        {
            Add(range, null, null, 0);
        }

        return true;
    }

    /// <summary>Closes a shard and opens two in its place.</summary>
    public bool Split(ShardId shard, UInt128 newStartingHashKey, long now)
    {
        var parent = OpenShard(shard);
        var range = parent.HashKeys;
        if (newStartingHashKey <= range.Start || newStartingHashKey > range.End)
        {
            throw new InvalidOperationException(
                $"Hash key {newStartingHashKey} does not split shard {shard}, which takes {range.Start} to {range.End}.");
        }

        Close(parent, now);
        Add(new HashKeyRange(range.Start, newStartingHashKey - 1), parent.Number, null, parent.LastArrival);
        Add(new HashKeyRange(newStartingHashKey, range.End), parent.Number, null, parent.LastArrival);
        return true;
    }

    /// <summary>Closes two neighbours and opens one in their place.</summary>
    public bool Merge(ShardId shard, ShardId adjacent, long now)
    {
        var left = OpenShard(shard);
        var right = OpenShard(adjacent);
        if (!AreNeighbours(left.HashKeys, right.HashKeys) && !AreNeighbours(right.HashKeys, left.HashKeys))
        {
            throw new InvalidOperationException($"Shards {shard} and {adjacent} are not neighbours.");
        }

        Close(left, now);
        Close(right, now);
        var start = UInt128.Min(left.HashKeys.Start, right.HashKeys.Start);
        var end = UInt128.Max(left.HashKeys.End, right.HashKeys.End);
        Add(new HashKeyRange(start, end), left.Number, right.Number, Math.Max(left.LastArrival, right.LastArrival));
        return true;
    }

    /// <summary>
    /// Leaves open shards of equal size: splits where a new border is missing, then merges over the borders that are too many.
    /// </summary>
    public bool Divide(int shards, long now)
    {
        var borders = HashKeyRange.All.Divide(shards).Select(range => range.Start).ToHashSet();
        foreach (var border in borders)
        {
            var at = ShardRow.ReadAll(_open).First(row => row.HashKeys.Contains(border));
            if (at.HashKeys.Start != border)
            {
                Split(at.Id, border, now);
            }
        }

        var left = ShardRow.ReadAll(_open);
        for (var i = 1; i < left.Count; i++)
        {
            if (!borders.Contains(left[i].HashKeys.Start))
            {
                Merge(left[i - 1].Id, left[i].Id, now);
                left = ShardRow.ReadAll(_open);
                i--;
            }
        }

        return true;
    }

    private static bool AreNeighbours(HashKeyRange low, HashKeyRange high) => low.End != UInt128.MaxValue && low.End + 1 == high.Start;

    private ShardRow OpenShard(ShardId shard)
    {
        _get.Bind(1, ShardRow.NumberOf(shard));
        var row = ShardRow.ReadAll(_get).FirstOrDefault() ?? throw new InvalidOperationException($"Shard {shard} does not exist.");
        return row.IsOpen ? row : throw new InvalidOperationException($"Shard {shard} is closed already.");
    }

    private void Close(ShardRow row, long now) => _close.Bind(1, Math.Max(now, row.LastArrival)).Bind(2, row.Number).Run();

    private void Add(HashKeyRange range, long? parent, long? adjacent, long lastArrival)
    {
        var number = NextNumber();
        Span<byte> start = stackalloc byte[16];
        Span<byte> end = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(start, range.Start);
        BinaryPrimitives.WriteUInt128BigEndian(end, range.End);
        _add.Bind(1, number).Bind(2, start).Bind(3, end);
        BindOrNull(4, parent);
        BindOrNull(5, adjacent);
        _add.Bind(6, StreamSchema.Before(number)).Bind(7, lastArrival).Run();
    }

    private void BindOrNull(int parameter, long? value)
    {
        _ = value is { } number ? _add.Bind(parameter, number) : _add.Bind(parameter, (string?)null);
    }

    private long NextNumber()
    {
        _nextNumber.Step();
        var number = _nextNumber.Int64(0);
        _nextNumber.Reset();
        return number;
    }
}
