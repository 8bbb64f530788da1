using Clickstream.Contracts;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;
using Clickstream.Local.TestHost;

namespace Clickstream.Local.Tests.Streams;

/// <summary>Follows all shards as a worker does: a child begins when all of its parents have ended.</summary>
internal sealed class FamilyReader(SqliteEventStream stream) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline.Token);
    private readonly Dictionary<ShardId, Task> _reads = [];
    private readonly HashSet<ShardId> _ended = [];
    private readonly Dictionary<string, List<int>> _found = [];
    private readonly Dictionary<string, int> _lastOfKey = [];
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>Whether each partition key had its records in the order of their numbers, across splits and merges.</summary>
    public bool IsEveryKeyInOrder { get; private set; } = true;

    public async Task StartAsync()
    {
        foreach (var shard in await stream.ListShardsAsync(Deadline.Token))
        {
            Begin(shard.Id);
        }
    }

    /// <summary>Waits until this many records were read.</summary>
    public async Task WaitForAsync(int records)
    {
        while (Count() < records)
        {
            await _news.WaitAsync(_stop.Token);
        }
    }

    /// <summary>The numbers that were read of a writer, in order of size.</summary>
    public IReadOnlyList<int> NumbersOf(string writer)
    {
        lock (_lock)
        {
            return [.. _found[writer].Order()];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] reads;
        lock (_lock)
        {
            reads = [.. _reads.Values];
        }

        await Task.WhenAll(reads);
        _stop.Dispose();
        _news.Dispose();
    }

    private int Count()
    {
        lock (_lock)
        {
            return _found.Values.Sum(numbers => numbers.Count);
        }
    }

    private void Begin(ShardId shard)
    {
        lock (_lock)
        {
            _reads.TryAdd(shard, Task.Run(() => ReadAsync(shard)));
        }
    }

    private async Task ReadAsync(ShardId shard)
    {
        try
        {
            await foreach (var page in stream.ReadAsync(shard, StreamPosition.TrimHorizon, _stop.Token))
            {
                using (page)
                {
                    Note(page);
                    End(shard, page.Children);
                }

                _news.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return; // The test has seen enough.
        }
    }

    private void Note(RecordPage page)
    {
        lock (_lock)
        {
            foreach (var record in page.Records)
            {
                var (writer, number) = AppendedRecord.Check(record);
                (_found.TryGetValue(writer, out var numbers) ? numbers : _found[writer] = []).Add(number);
                IsEveryKeyInOrder &= number > _lastOfKey.GetValueOrDefault(record.PartitionKey, -1);
                _lastOfKey[record.PartitionKey] = number;
            }
        }
    }

    private void End(ShardId shard, IReadOnlyList<Shard>? children)
    {
        if (children is null)
        {
            return;
        }

        lock (_lock)
        {
            _ended.Add(shard);
            foreach (var child in children.Where(child => child.Parents.All(_ended.Contains)))
            {
                Begin(child.Id);
            }
        }
    }
}
