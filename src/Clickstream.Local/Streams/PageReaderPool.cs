using System.Collections.Concurrent;
using Clickstream.Core.Streams;

namespace Clickstream.Local.Streams;

/// <summary>Readers for calls that come one by one; opening a connection takes longer than reading a page.</summary>
internal sealed class PageReaderPool(string path) : IDisposable
{
    private const int Kept = 8; // More calls than this at once are rare on one machine; those open a connection of their own.

    private readonly ConcurrentBag<PageReader> _idle = [];
    private int _count;

    /// <summary>The id at which a read of a shard from a position begins.</summary>
    /// <exception cref="InvalidOperationException">The shard does not exist.</exception>
    /// <exception cref="ArgumentException">The sequence number does not belong to the shard.</exception>
    public long Locate(ShardId shard, StreamPosition from) => Use(reader => reader.Locate(ShardRow.NumberOf(shard), from));

    /// <summary>Reads a page of a shard.</summary>
    /// <exception cref="InvalidOperationException">The shard does not exist.</exception>
    public PlacedPage Read(long shard, long next, PageLimit limit) => Use(reader => reader.Read(shard, next, limit));

    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private T Use<T>(Func<PageReader, T> work)
    {
        if (_idle.TryTake(out var reader))
        {
            Interlocked.Decrement(ref _count);
        }
        else
        {
            reader = new PageReader(StreamSchema.Schema.Open(path));
        }

        try
        {
            return work(reader);
        }
        finally
        {
            if (Interlocked.Increment(ref _count) <= Kept)
            {
                _idle.Add(reader);
            }
            else
            {
                Interlocked.Decrement(ref _count);
                reader.Dispose();
            }
        }
    }
}
