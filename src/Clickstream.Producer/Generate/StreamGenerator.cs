using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Generate;

/// <summary>
/// Puts synthetic traffic into the stream, the same inputs that <see cref="RawGenerator"/> writes, merged by event time; and at the end its
/// oracle.
/// Its position is in <c>audit/generate/PRODUCER.json</c>: killed and started again it makes the same traffic and passes over what was put.
/// </summary>
public sealed class StreamGenerator
{
    private readonly GenerateOptions _options;
    private readonly IObjectStore _store;
    private readonly IEventStream _stream;
    private readonly StreamGeneratorOptions _pace;
    private readonly TimeProvider _time;
    private GenerateCheckpoint _start;
    private long _inputs;
    private long _bytes;

    /// <summary>Prepares the work.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message lists all problems.</exception>
    public StreamGenerator(GenerateOptions options, StreamGeneratorOptions pace, IObjectStore store, IEventStream stream, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pace);
        var problems = options.Validate();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        (_options, _store, _stream, _pace, _time) = (options, store, stream, pace, time);
        _start = GenerateCheckpoint.Start(options);
    }

    /// <summary>Puts what is missing.</summary>
    /// <param name="progress">Told about once a second; may be null.</param>
    /// <param name="drain">Stops after a flush and a checkpoint; the outcome is then null.</param>
    /// <param name="cancellationToken">Aborts at once.</param>
    /// <returns>Null if it was stopped before the end.</returns>
    /// <exception cref="OtherTrafficException">The store has an oracle of this seed with other options.</exception>
    /// <exception cref="StreamPutException">The stream failed.</exception>
    public async Task<GenerateOutcome?> RunAsync(
        IProgress<GenerateProgress>? progress, CancellationToken drain, CancellationToken cancellationToken)
    {
        var known = await TrafficModel.FindOracleAsync(_options, _store, cancellationToken).ConfigureAwait(false);
        _start = await GenerateCheckpoint.LoadAsync(_store, _start.Producer, cancellationToken).ConfigureAwait(false) ?? _start;
        // A kill may have come between checkpoint and ledger.
        await _start.SaveLedgerAsync(_store, cancellationToken).ConfigureAwait(false);
        if (known is not null && _start.Complete)
        {
            return new GenerateOutcome(known, 0, 0, 0);
        }

        var lanes = TrafficModel.CreateLanes(_options);
        PutTally put;
        var feeds = lanes.Select((lane, i) => CreateFeed(lane, i, _start.Lines[i])).ToArray();
        try
        {
            var producer = await StreamProducer.StartAsync(_stream, _pace.Producer, _time, cancellationToken).ConfigureAwait(false);
            await using (producer.ConfigureAwait(false))
            {
                if (!await PutAllAsync(feeds, producer, progress, drain, cancellationToken).ConfigureAwait(false))
                {
                    return null;
                }

                put = producer.Tally;
            }
        }
        finally
        {
            foreach (var feed in feeds)
            {
                await feed.DisposeAsync().ConfigureAwait(false);
            }
        }

        var oracle = OracleBuilder.Build(_options, lanes);
        await _store.PutAsync(Oracle.KeyOf(_options.Seed), oracle.ToJson(), cancellationToken).ConfigureAwait(false);
        return new GenerateOutcome(oracle, _inputs, _bytes, 0) { Put = put };
    }

    private ItemFeed CreateFeed(TrafficLane lane, int number, long done)
    {
        var origin = $"{_start.Producer}/{TrafficModel.PartName(_options, number)}/";
        return new ItemFeed(number, origin, ItemBlock.DefaultCapacity, (block, token) =>
        {
            var more = lane.Fill(block);
            while (more && block[block.Count - 1].Number < done)
            {
                token.ThrowIfCancellationRequested();
                more = lane.Fill(block); // Made again, so that the lane's memory and the oracle are right, and passed over.
            }

            block.DropBefore(done);
            return ValueTask.FromResult(more);
        });
    }

    private async Task<bool> PutAllAsync(
        ItemFeed[] feeds,
        StreamProducer producer,
        IProgress<GenerateProgress>? progress,
        CancellationToken drain,
        CancellationToken cancellationToken)
    {
        var cadence = new CheckpointCadence<GenerateCheckpoint>(producer, (position, token) => position.SaveAsync(_store, token), _time);
        var started = _time.GetTimestamp();
        var told = started;
        try
        {
            var merge = await FeedMerge.StartAsync(feeds, cancellationToken).ConfigureAwait(false);
            while (merge.Current is { } feed && !drain.IsCancellationRequested)
            {
                await PutAsync(feed, producer, cancellationToken).ConfigureAwait(false);
                if (!merge.TryMoveNext())
                {
                    await merge.NextBlockAsync(cancellationToken).ConfigureAwait(false);
                }

                if (cadence.IsDue(_inputs))
                {
                    await cadence.TakeAsync(_inputs, PositionOf(feeds, complete: false), cancellationToken).ConfigureAwait(false);
                }

                if (_inputs % ClockStep == 0)
                {
                    await PaceAsync(started, drain, cancellationToken).ConfigureAwait(false);
                    told = Tell(progress, started, told);
                }
            }

            var complete = merge.Current is null;
            await cadence.FinishAsync(_inputs, PositionOf(feeds, complete), cancellationToken).ConfigureAwait(false);
            return complete;
        }
        finally
        {
            await cadence.AbandonAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Inputs between two looks at the clock.</summary>
    private long ClockStep => _pace.EventsPerSecond is { } rate ? Math.Clamp((long)(rate / 200), 1, 4_096) : 4_096;

    private ValueTask PutAsync(ItemFeed feed, StreamProducer producer, CancellationToken cancellationToken)
    {
        ref readonly var item = ref feed.Current;
        var origin = feed.Origin();
        var key = item.KeyLength > 0 ? feed.Block.KeyOf(item) : origin;
        _inputs++;
        _bytes += item.Length;
        return producer.AddAsync(key, feed.Block.DataOf(item), origin, cancellationToken);
    }

    private async ValueTask PaceAsync(long started, CancellationToken drain, CancellationToken cancellationToken)
    {
        if (_pace.EventsPerSecond is not { } rate)
        {
            return;
        }

        var due = TimeSpan.FromSeconds(_inputs / rate) - _time.GetElapsedTime(started);
        if (due > TimeSpan.FromMilliseconds(2))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(drain, cancellationToken);
            await Task.Delay(due, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private long Tell(IProgress<GenerateProgress>? progress, long started, long told)
    {
        if (progress is null || _time.GetElapsedTime(told) < TimeSpan.FromSeconds(1))
        {
            return told;
        }

        progress.Report(new GenerateProgress(_inputs, _options.Events - _start.Total, _bytes, _time.GetElapsedTime(started)));
        return _time.GetTimestamp();
    }

    private GenerateCheckpoint PositionOf(ItemFeed[] feeds, bool complete) => _start with
    {
        Lines = feeds.Select((feed, i) => Math.Max(feed.Position, _start.Lines[i])).ToArray(),
        Complete = complete,
    };
}

/// <summary>How fast traffic goes into the stream.</summary>
public sealed record StreamGeneratorOptions
{
    /// <summary>Inputs per second; null for as fast as possible.</summary>
    public double? EventsPerSecond { get; init; }

    /// <summary>How records are put.</summary>
    public StreamProducerOptions Producer { get; init; } = new();
}
