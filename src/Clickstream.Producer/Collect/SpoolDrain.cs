using System.Buffers.Text;
using System.Text;
using Clickstream.Core.Resilience;
using Clickstream.Producer.Collect.Spool;
using Clickstream.Producer.Streams;
using Microsoft.Extensions.Logging;

namespace Clickstream.Producer.Collect;

/// <summary>
/// Puts what the spool holds into the stream, in order, for as long as it runs. Whatever ails the stream, it tries again: from the stored position, with
/// the same origins, so the worker drops what was put before.
/// </summary>
/// <param name="spool">The spool.</param>
/// <param name="ports">The stream, and where the ledger goes.</param>
/// <param name="options">How records are put.</param>
/// <param name="logger">Is told when the stream fails and when it is back.</param>
/// <param name="time">The clock.</param>
internal sealed class SpoolDrain(EventSpool spool, CollectPorts ports, StreamProducerOptions options, ILogger logger, TimeProvider time)
{
    private const int Slice = 4096; // Events between two looks at the cadence: a frame may hold more than may be put without a position.
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5); // A stream that is back is used soon, and one that is away is not pestered.

    private readonly CollectLedger _ledger = new(ports.Objects, logger, time);
    private readonly FullJitter _backoff = new(FirstWait, LongestWait);
    private readonly Random _jitter = new(options.JitterSeed);
    private readonly byte[] _origin = new byte[128];
    private int _originStart;
    private int _failures;
    private long _inputs;

    /// <summary>Why the stream takes nothing at the moment; null if it does, as far as is known.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Runs until the spool is closed and empty.</summary>
    /// <param name="isClosed">Becomes true when nothing more will be appended.</param>
    /// <param name="closed">Cancelled when nothing more will be appended; only ends a wait.</param>
    /// <param name="cancellationToken">Stops at once; the rest stays in the spool.</param>
    public async Task RunAsync(Func<bool> isClosed, CancellationToken closed, CancellationToken cancellationToken)
    {
        await _ledger.SaveAsync(spool.Position, complete: false, force: true, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                await DrainAsync(isClosed, closed, cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // Whatever it is, the events are safe in the spool, and trying again is all that can be done; it is told and shown.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Fault = fault;
                _failures++;
                var wait = _backoff.Wait(_failures, _jitter.NextDouble());
                CollectLog.StreamFailed(logger, _failures, spool.Next - spool.Position.Next, wait, fault);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }

        await _ledger.SaveAsync(spool.Position, complete: true, force: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task DrainAsync(Func<bool> isClosed, CancellationToken closed, CancellationToken cancellationToken)
    {
        var stream = await ports.Stream(cancellationToken).ConfigureAwait(false);
        var producer = await StreamProducer.StartAsync(stream, options, time, cancellationToken).ConfigureAwait(false);
        await using (producer.ConfigureAwait(false))
        {
            if (spool.Next == spool.Position.Next)
            {
                Recovered(0); // Nothing waits that would show it.
            }

            var cadence = new CheckpointCadence<SpoolPosition>(producer, SaveAsync, time);
            try
            {
                await PutAllAsync(producer, cadence, isClosed, closed, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await cadence.AbandonAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task PutAllAsync(
        StreamProducer producer, CheckpointCadence<SpoolPosition> cadence, Func<bool> isClosed, CancellationToken closed, CancellationToken cancellationToken)
    {
        var position = spool.Position;
        using var reader = new SpoolReader(spool, position);
        _inputs = 0;
        while (true)
        {
            var grown = spool.GrownAsync(); // Before the look, so that nothing is missed between the two.
            var last = isClosed();
            if (reader.TryRead() is { } frame)
            {
                position = position with { Lost = position.Lost + frame.Lost };
                position = await PutAsync(frame, position, producer, cadence, cancellationToken).ConfigureAwait(false);
            }
            else if (last)
            {
                // The next process writes another segment, so this one can go.
                await cadence.FinishAsync(_inputs, position with { Segment = position.Segment + 1 }, cancellationToken).ConfigureAwait(false);
                return;
            }
            else if (cadence.Remaining(_inputs) is { } remaining)
            {
                await WaitAsync(grown, remaining, closed, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await WaitAsync(grown, Timeout.InfiniteTimeSpan, closed, cancellationToken).ConfigureAwait(false);
            }

            if (cadence.Remaining(_inputs) == TimeSpan.Zero)
            {
                await cadence.TakeAsync(_inputs, position, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(Task grown, TimeSpan longest, CancellationToken closed, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closed, cancellationToken);
        await grown.WaitAsync(longest, time, closed.IsCancellationRequested ? cancellationToken : either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async ValueTask<SpoolPosition> PutAsync(
        SpooledFrame frame, SpoolPosition position, StreamProducer producer, CheckpointCadence<SpoolPosition> cadence, CancellationToken cancellationToken)
    {
        _originStart = Encoding.UTF8.GetBytes($"{position.Producer}/{frame.Segment}/", _origin);
        var at = 0;
        var next = position.Next;
        for (var number = frame.First; number < frame.First + frame.Count; number++)
        {
            at = SpoolBlock.Read(frame.Records.Span, at, out var key, out var data);
            if (number < next)
            {
                continue; // Drained before.
            }

            Utf8Formatter.TryFormat(number, _origin.AsSpan(_originStart), out var digits);
            var added = producer.AddAsync(key, data, _origin.AsSpan(0, _originStart + digits), cancellationToken);
            if (!added.IsCompletedSuccessfully)
            {
                await added.ConfigureAwait(false);
            }

            _inputs++;
            if (_inputs % Slice == 0 && cadence.IsDue(_inputs))
            {
                position = position with { Segment = frame.Segment, Next = number + 1 };
                await cadence.TakeAsync(_inputs, position, cancellationToken).ConfigureAwait(false);
            }
        }

        return position with { Segment = frame.Segment, Next = frame.First + frame.Count };
    }

    private async Task SaveAsync(SpoolPosition position, CancellationToken cancellationToken)
    {
        spool.Advance(position);
        Recovered(spool.Next - position.Next);
        await _ledger.SaveAsync(position, complete: false, force: false, cancellationToken).ConfigureAwait(false);
    }

    private void Recovered(long waiting)
    {
        if (Fault is not null)
        {
            CollectLog.StreamIsBack(logger, waiting);
            (Fault, _failures) = (null, 0);
        }
    }
}
