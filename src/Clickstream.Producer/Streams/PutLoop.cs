using Clickstream.Core.Resilience;
using Clickstream.Core.Streams;

namespace Clickstream.Producer.Streams;

/// <summary>
/// The one task that puts records: collects what is ready, puts it, and returns what was refused to the head of its shard.
/// One put at a time is enough: with one record of 96 KB a shard and a round trip of up to 90 ms it reaches the 1 MB/s that a Kinesis shard takes,
/// and SQLite has one writer anyway.
/// </summary>
internal sealed class PutLoop : IDisposable
{
    /// <summary>Of the 10 MiB of a put; leaves room for partition keys, and keeps what one failed call repeats small.</summary>
    private const int MaxPutBytes = 5 * 1024 * 1024;

    private readonly StreamProducer _producer;
    private readonly IEventStream _stream;
    private readonly StreamProducerOptions _options;
    private readonly TimeProvider _time;
    private readonly FullJitter _backoff;
    private readonly Random _jitter;
    private readonly ITimer _timer;
    private readonly List<(ShardBuffer Buffer, SealedRecord Record)> _batch = [];
    private readonly List<SealedRecord> _unbuilt = [];
    private readonly List<PutEntry> _entries = [];
    private readonly HashSet<ShardBuffer> _refused = [];
    private readonly List<StrayRecord> _strays = [];
    private TaskCompletionSource? _sleeper;
    private bool _mapIsStale;
    private long _mappedAt;

    public PutLoop(StreamProducer producer, IEventStream stream, StreamProducerOptions options, TimeProvider time)
    {
        _producer = producer;
        _stream = stream;
        _options = options;
        _time = time;
        _backoff = new FullJitter(options.FirstRetryLimit, options.MaxRetryLimit);
        _jitter = new Random(options.JitterSeed);
        _timer = time.CreateTimer(_ => WakeLocked(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _mappedAt = time.GetTimestamp();
    }

    /// <summary>What is durable. Written under the producer's lock.</summary>
    public PutTally Tally { get; private set; }

    public long Refusals { get; private set; }

    public void Dispose() => _timer.Dispose();

    /// <summary>Makes the loop look again. Under the lock.</summary>
    public void Wake()
    {
        _sleeper?.TrySetResult();
        _sleeper = null;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await StepAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Disposed; what follows tells those who wait.
        }
#pragma warning disable CA1031 // Whatever happened, the callers are the ones who must learn of it: the next add or flush throws it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _producer.Fail(fault);
            return;
        }

        _producer.Fail(new ObjectDisposedException(nameof(StreamProducer)));
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (_mapIsStale || _time.GetElapsedTime(_mappedAt) > _options.ShardRefresh)
        {
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        var sleep = Collect();
        if (sleep is not null)
        {
            await sleep.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        SealedRecord.BuildTogether(_unbuilt);
        foreach (var (buffer, record) in _batch)
        {
            _entries.Add(record.ToEntry(buffer.Shard.Id));
        }

        var outcomes = await _stream.PutAsync(_entries, cancellationToken).ConfigureAwait(false);
        lock (_producer.Lock)
        {
            Apply(outcomes);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var shards = await _stream.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        // A listing may lag behind a put. Nothing else is put meanwhile: what follows a stray's inputs must not overtake them.
        for (var attempts = 1; _strays.Exists(stray => shards.All(shard => shard.Id != stray.LandedIn)); attempts++)
        {
            if (attempts >= _options.MaxFailures)
            {
                throw new StreamPutException($"A record landed in {_strays[0].LandedIn}, which is not among the shards of the stream.");
            }

            await Task.Delay(_backoff.Wait(attempts, _jitter.NextDouble()), _time, cancellationToken).ConfigureAwait(false);
            shards = await _stream.ListShardsAsync(cancellationToken).ConfigureAwait(false);
        }

        lock (_producer.Lock)
        {
            _producer.Remap(shards, _strays);
        }

        _strays.Clear();

        _mapIsStale = false;
        _mappedAt = _time.GetTimestamp();
    }

    /// <summary>Fills the next put.</summary>
    /// <returns>Null if there is one; else what to wait for.</returns>
    private Task? Collect()
    {
        _batch.Clear();
        _entries.Clear();
        lock (_producer.Lock)
        {
            var now = _time.GetTimestamp();
            var next = TimeSpan.MaxValue;
            var bytes = 0;
            foreach (var buffer in _producer.Map.Buffers)
            {
                next = Min(next, CollectFrom(buffer, now, ref bytes));
            }

            if (_batch.Count > 0)
            {
                CollectUnbuilt();
                return null;
            }

            _sleeper = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _timer.Change(next == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : next, Timeout.InfiniteTimeSpan);
            return _sleeper.Task;
        }
    }

    /// <summary>Finds what is to be built for this put, and for the next one where it is ready: twice as many in a vector cost the same.</summary>
    private void CollectUnbuilt()
    {
        _unbuilt.Clear();
        foreach (var (buffer, record) in _batch)
        {
            if (!record.IsBuilt)
            {
                _unbuilt.Add(record);
            }
        }

        if (_unbuilt.Count > 0)
        {
            foreach (var buffer in _producer.Map.Buffers)
            {
                buffer.BuildAhead(_unbuilt);
            }
        }
    }

    /// <summary>Takes what a shard has ready.</summary>
    /// <returns>When to look at the shard again; the greatest value if only an input changes anything.</returns>
    private TimeSpan CollectFrom(ShardBuffer buffer, long now, ref int bytes)
    {
        if (buffer.NotBefore > now)
        {
            return _time.GetElapsedTime(now, buffer.NotBefore);
        }

        var lingered = TimeSpan.Zero;
        if (buffer.HasOpen && (lingered = _time.GetElapsedTime(buffer.OpenedAt, now)) >= _options.Linger)
        {
            buffer.Seal(_producer.Epoch);
        }

        for (var i = 0; i < _options.RecordsPerShardAndPut && buffer.ReadyCount > 0 && _batch.Count < StreamLimits.MaxRecordsPerPut; i++)
        {
            if (_batch.Count > 0 && bytes + buffer.Peek().Length > MaxPutBytes)
            {
                break;
            }

            var record = buffer.Take();
            bytes += record.Length;
            _batch.Add((buffer, record));
        }

        return buffer.HasOpen ? _options.Linger - lingered : TimeSpan.MaxValue;
    }

    private void Apply(IReadOnlyList<PutOutcome> outcomes)
    {
        // Backwards, so that several refused records of a shard return to its head in their order.
        for (var i = outcomes.Count - 1; i >= 0; i--)
        {
            var (buffer, record) = _batch[i];
            switch (outcomes[i])
            {
                case PutOutcome.Accepted accepted:
                    buffer.Refusals = _refused.Contains(buffer) ? buffer.Refusals : 0;
                    Tally = Tally.With(record.Builder.Count, record.InputBytes, record.Length);
                    Settle(record, buffer.Shard.Id, accepted.Shard);
                    break;
                case PutOutcome.Failed failed when ++record.Failures >= _options.MaxFailures:
                    throw new StreamPutException(
                        $"A record for {buffer.Shard.Id} failed {record.Failures} times, at last with: {failed.Reason}");
                default:
                    Refusals++;
                    _refused.Add(buffer);
                    buffer.Return(record);
                    break;
            }
        }

        foreach (var buffer in _refused)
        {
            var wait = _backoff.Wait(++buffer.Refusals, _jitter.NextDouble());
            buffer.NotBefore = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        }

        _refused.Clear();
    }

    private void Settle(SealedRecord record, ShardId madeFor, ShardId landedIn)
    {
        if (landedIn == madeFor)
        {
            _producer.Settle(record);
            return;
        }

        // At the front, because outcomes are applied backwards.
        _strays.Insert(0, new StrayRecord(record, madeFor, landedIn));
        _mapIsStale = true;
    }

    private void WakeLocked()
    {
        lock (_producer.Lock)
        {
            Wake();
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

/// <summary>A record that is durable, but in another shard than it was made for, because that one was closed while it was under way.</summary>
internal sealed record StrayRecord(SealedRecord Record, ShardId MadeFor, ShardId LandedIn);
