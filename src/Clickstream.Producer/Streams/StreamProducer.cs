using System.Diagnostics;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>
/// Puts inputs into the stream, many to a KPL-aggregated record. Inputs with one partition key keep their order, through throttling,
/// failures and retries:
/// a shard's records are put one after the other, and a refused one before any later one.
/// What waits is bounded; the caller waits instead. Inputs are durable when <see cref="FlushAsync"/> returns; after a fault some of those
/// since the last
/// flush may be in the stream and some not. Safe for concurrent callers.
/// </summary>
public sealed class StreamProducer : IAsyncDisposable
{
    /// <summary>Callers go on when so much of the bytes in flight is left: each of them is woken once for many records, not once for each.</summary>
    private const double ResumeShare = 0.75;

    private readonly Lock _lock = new();
    private readonly StreamProducerOptions _options;
    private readonly TimeProvider _time;
    private readonly PartitionRoutes _routes = new();
    private readonly BuilderPool _builders = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<FlushEpoch> _epochs = new();
    private readonly Task _sending;
    private readonly PutLoop _loop;
    private FlushEpoch _epoch = new();
    private ShardMap _map;
    private TaskCompletionSource? _room;
    private long _bytesInFlight;
    private long _inputs;
    private Exception? _fault;

    private StreamProducer(IEventStream stream, StreamProducerOptions options, TimeProvider time, IReadOnlyList<Shard> shards)
    {
        _options = options;
        _time = time;
        _map = ShardMap.Create(shards, null, _builders).Map;
        _epochs.Enqueue(_epoch);
        _loop = new PutLoop(this, stream, options, time);
        _sending = Task.Run(() => _loop.RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Records put so far.</summary>
    public long RecordsPut => Tally.Records;

    /// <summary>What was put so far, with the PUT payload units that Kinesis bills.</summary>
    public PutTally Tally
    {
        get
        {
            lock (_lock)
            {
                return _loop.Tally;
            }
        }
    }

    /// <summary>Records that the stream refused so far, each time counted.</summary>
    public long Refusals => _loop.Refusals;

    internal Lock Lock => _lock;

    internal ShardMap Map => _map;

    internal FlushEpoch Epoch => _epoch;

    /// <summary>Finds the shards and starts.</summary>
    /// <exception cref="InvalidOperationException">The stream does not exist.</exception>
    public static async Task<StreamProducer> StartAsync(
        IEventStream stream, StreamProducerOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        var shards = await stream.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        return new StreamProducer(stream, options, time, shards);
    }

    /// <summary>Adds an input; waits while too much is in flight. The spans are copied at once.</summary>
    /// <param name="partitionKey">Chooses the shard; 1 to 256 bytes.</param>
    /// <param name="data">The input, at most <see cref="StreamProducerOptions.MaxInputBytes"/>.</param>
    /// <param name="origin">Where it first entered, as <see cref="Core.Ledgers.Origin.ToString"/> writes it.</param>
    /// <param name="cancellationToken">Ends the wait; the input is added all the same.</param>
    /// <exception cref="ArgumentException">The input or its key has a length that does not fit.</exception>
    /// <exception cref="StreamPutException">The stream has failed, now or before; nothing more can be put.</exception>
    public ValueTask AddAsync(
        ReadOnlySpan<byte> partitionKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> origin, CancellationToken cancellationToken)
    {
        if (partitionKey.Length is 0 or > StreamLimits.MaxPartitionKeyLength || data.Length > StreamProducerOptions.MaxInputBytes)
        {
            throw new ArgumentException(
                $"An input of {data.Length} bytes with a key of {partitionKey.Length} bytes does not fit into a record.");
        }

        lock (_lock)
        {
            ThrowIfFaulted();
            var hash = _routes.HashOf(partitionKey);
            var input = new InputSpan(partitionKey, data, origin) { Number = _inputs++ };
            var buffer = _map.Route(hash);
            _bytesInFlight += input.Length;
            if (buffer.Add(hash, in input, _options.RecordBytes, _time, _epoch))
            {
                _loop.Wake();
            }

            if (_bytesInFlight <= _options.MaxBytesInFlight)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Waits until everything that was added before is durable in the stream.</summary>
    /// <exception cref="StreamPutException">The stream has failed.</exception>
    public Task FlushAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ThrowIfFaulted();
            foreach (var buffer in _map.Buffers)
            {
                buffer.Seal(_epoch);
            }

            var flushed = _epoch;
            flushed.IsClosed = true;
            _epoch = new FlushEpoch();
            _epochs.Enqueue(_epoch);
            CompleteEpochs();
            _loop.Wake();
            return flushed.Done.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops. What was not flushed may be lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _loop.Dispose();
        _stop.Dispose();
    }

    /// <summary>Takes note that a record is durable. Under the lock.</summary>
    internal void Settle(SealedRecord record)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread, "Settling changes what callers wait for.");
        record.Epoch.Outstanding--;
        _builders.Return(record.Builder);
        Release(record.InputBytes);
    }

    /// <summary>
    /// Takes over a new list of shards; what waited for closed ones is routed again, with the inputs of the strays: the worker passes a stray
    /// over, whole, so a flush waits until all its inputs are durable where they belong. Under the lock.
    /// </summary>
    internal void Remap(IReadOnlyList<Shard> shards, IReadOnlyList<StrayRecord> strays)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread, "The map is read by every caller.");
        var (map, closed) = ShardMap.Create(shards, _map, _builders);
        _map = map;
        var displaced = new List<SealedRecord>();
        foreach (var stray in strays)
        {
            if (IsStray(stray, shards))
            {
                displaced.Add(stray.Record);
            }
            else
            {
                Settle(stray.Record);
            }
        }

        foreach (var buffer in closed)
        {
            displaced.AddRange(buffer.TakeAll(_epoch));
        }

        Rerouting.Route(displaced, _map, _options, _time, _builders);
    }

    private static bool IsStray(StrayRecord stray, IReadOnlyList<Shard> shards)
    {
        var landed = ShardScope.Of(shards.First(shard => shard.Id == stray.LandedIn), shards);
        return landed.IsStray(ShardScope.PartitionKeyFor(stray.MadeFor), stray.Record.Build().Span);
    }

    /// <summary>Takes note that so much is not in flight any more.</summary>
    private void Release(long bytes)
    {
        _bytesInFlight -= bytes;
        CompleteEpochs();
        if (_room is not null && _bytesInFlight <= _options.MaxBytesInFlight * ResumeShare)
        {
            _room.SetResult();
            _room = null;
        }
    }

    /// <summary>Tells everybody that it is over.</summary>
    internal void Fail(Exception fault)
    {
        lock (_lock)
        {
            _fault = fault;
            foreach (var epoch in _epochs)
            {
                epoch.Fail(new StreamPutException(fault.Message, fault));
            }

            _room?.TrySetResult(); // The next call throws.
            _room = null;
        }
    }

    private void CompleteEpochs()
    {
        while (_epochs.TryPeek(out var first) && first is { IsClosed: true, Outstanding: 0 })
        {
            _epochs.Dequeue().Complete();
        }
    }

    private void ThrowIfFaulted()
    {
        if (_fault is not null)
        {
            throw new StreamPutException($"The stream takes no more: {_fault.Message}", _fault);
        }
    }
}
