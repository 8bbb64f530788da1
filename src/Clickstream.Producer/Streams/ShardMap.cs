using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>The open shards by hash key, each with what waits for it.</summary>
internal sealed class ShardMap
{
    private readonly UInt128[] _starts;
    private readonly ShardBuffer[] _buffers;

    private ShardMap(ShardBuffer[] buffers)
    {
        _buffers = buffers;
        _starts = buffers.Select(buffer => buffer.Shard.HashKeys.Start).ToArray();
    }

    public IReadOnlyList<ShardBuffer> Buffers => _buffers;

    /// <summary>Makes a map of the open shards; what waits for a shard that is still open is taken over.</summary>
    /// <returns>The map, and the buffers of shards that are open no more.</returns>
    /// <exception cref="InvalidOperationException">The stream has no open shard.</exception>
    public static (ShardMap Map, IReadOnlyList<ShardBuffer> Closed) Create(
        IReadOnlyList<Shard> shards, ShardMap? previous, BuilderPool builders)
    {
        var known = previous?._buffers.ToDictionary(buffer => buffer.Shard.Id) ?? [];
        var open = shards.Where(shard => shard.IsOpen).OrderBy(shard => shard.HashKeys.Start)
            .Select(shard => known.Remove(shard.Id, out var buffer) ? buffer : new ShardBuffer(shard, builders)).ToArray();
        return open.Length > 0
            ? (new ShardMap(open), known.Values.ToArray())
            : throw new InvalidOperationException("The stream does not exist or has no open shard. Create it first.");
    }

    /// <summary>The shard that takes a hash key.</summary>
    public ShardBuffer Route(UInt128 hash)
    {
        var (low, high) = (0, _starts.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _starts[middle] <= hash ? (middle, high) : (low, middle - 1);
        }

        return _buffers[low];
    }
}
