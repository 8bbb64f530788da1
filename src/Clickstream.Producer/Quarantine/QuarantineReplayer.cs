using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Streams;
using Clickstream.Producer.Streams;

namespace Clickstream.Producer.Quarantine;

/// <summary>
/// Puts rejected inputs that are valid by now (after a fix of the program, or of them) into the stream again, each at most once: it enters with an
/// origin that is made of what names the entry, and the entry is marked as replayed. Killed at any point and run again, it finishes the batch that was under
/// way; what is put twice thereby has the same origin and bytes, and the worker drops it. What is still invalid stays as it is.
/// </summary>
/// <param name="store">Where the quarantine is.</param>
/// <param name="stream">Where the inputs go.</param>
/// <param name="positions">How far each shard has been read; entries behind it are left to the worker that reads their record again.</param>
/// <param name="time">The clock.</param>
public sealed class QuarantineReplayer(IObjectStore store, IEventStream stream, DurablePositions positions, TimeProvider time)
{
    private const int SourceBytes = 12; // 96 bits of a hash: no two entries of a quarantine share one.

    private readonly EventDecoder _decoder = new(DecoderOptions.Default);
    private readonly EventBatch _events = new();

    /// <summary>Counts what <see cref="RunAsync"/> would do, and changes nothing.</summary>
    /// <exception cref="ObjectStoreException">The store cannot be read.</exception>
    public Task<QuarantineReplayOutcome> PlanAsync(QuarantineReplayOptions options, CancellationToken cancellationToken) =>
        ScanAsync(options, (_, _) => Task.CompletedTask, CancellationToken.None, cancellationToken);

    /// <summary>Puts what can be put.</summary>
    /// <param name="options">What.</param>
    /// <param name="drain">Stops behind a batch.</param>
    /// <param name="cancellationToken">Stops at once; the next run finishes the batch.</param>
    /// <exception cref="QuarantineConflictException">Another process is at it.</exception>
    /// <exception cref="StreamPutException">The stream failed.</exception>
    /// <exception cref="ObjectStoreException">The store failed.</exception>
    public async Task<QuarantineReplayOutcome> RunAsync(
        QuarantineReplayOptions options, CancellationToken drain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var journal = new QuarantineJournal(store);
        await journal.LoadAsync(cancellationToken).ConfigureAwait(false);
        await journal.SaveLedgerAsync(cancellationToken).ConfigureAwait(false);
        var producer = await StreamProducer.StartAsync(stream, options.Producer, time, cancellationToken).ConfigureAwait(false);
        await using (producer.ConfigureAwait(false))
        {
            var resumed = await FinishPendingAsync(journal, producer, cancellationToken).ConfigureAwait(false);
            var outcome = await ScanAsync(
                options,
                async (batch, token) =>
                {
                    await journal.BeginAsync(options.Fix, [.. batch.Select(entry => entry.Entry.Identity)], token).ConfigureAwait(false);
                    await PutAsync(batch, producer, token).ConfigureAwait(false);
                    await journal.FinishAsync(MarksOf(batch), token).ConfigureAwait(false);
                },
                drain,
                cancellationToken).ConfigureAwait(false);
            outcome.Resumed = resumed;
            outcome.Tally = producer.Tally;
            return outcome;
        }
    }

    private async Task<QuarantineReplayOutcome> ScanAsync(
        QuarantineReplayOptions options, Func<IReadOnlyList<Fixed>, CancellationToken, Task> put, CancellationToken drain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var outcome = new QuarantineReplayOutcome();
        var scan = new QuarantineScan(store, positions.IsDurable, await ReplayedEntries.ReadAsync(store, cancellationToken).ConfigureAwait(false));
        var (batch, bytes) = (new List<Fixed>(), 0L);
        await scan.RunAsync(options.Hour, async (entry, state) =>
        {
            if ((options.Reason ?? entry.Reason) != entry.Reason || !Count(outcome, state) || Fix(entry, options.Fix, outcome) is not { } payload)
            {
                return true;
            }

            batch.Add(new Fixed(entry, payload));
            bytes += payload.Length;
            if (batch.Count >= options.BatchEntries || bytes >= options.BatchBytes)
            {
                await FlushAsync().ConfigureAwait(false);
            }

            outcome.Stopped = drain.IsCancellationRequested;
            return !outcome.Stopped;
        }, cancellationToken).ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
        outcome.Problems = [.. scan.Damaged.Select(damaged => $"{damaged.Key} cannot be read to its end: {damaged.Problem}")];
        return outcome;

        async Task FlushAsync()
        {
            if (batch.Count > 0)
            {
                await put(batch, cancellationToken).ConfigureAwait(false);
                outcome.Replayed += batch.Count;
                batch.Clear();
                bytes = 0;
            }
        }
    }

    // Entries are immutable, so those of the batch are found again; one that was erased since is left out.
    private async Task<long> FinishPendingAsync(QuarantineJournal journal, StreamProducer producer, CancellationToken cancellationToken)
    {
        if (journal.State.Pending is not { } pending)
        {
            return 0;
        }

        var wanted = pending.Entries.ToHashSet(StringComparer.Ordinal);
        var batch = new List<Fixed>();
        var scan = new QuarantineScan(store, positions.IsDurable, new HashSet<string>());
        await scan.RunAsync(
            null,
            (entry, _) =>
            {
                if (wanted.Remove(entry.Identity))
                {
                    batch.Add(new Fixed(entry, pending.Fix.Apply(entry.Payload)));
                }

                return ValueTask.FromResult(wanted.Count > 0);
            },
            cancellationToken).ConfigureAwait(false);
        await PutAsync(batch, producer, cancellationToken).ConfigureAwait(false);
        await journal.FinishAsync(MarksOf(batch), cancellationToken).ConfigureAwait(false);
        return batch.Count;
    }

    private static bool Count(QuarantineReplayOutcome outcome, EntryState state)
    {
        outcome.Before += state == EntryState.Replayed ? 1 : 0;
        outcome.InFlight += state == EntryState.InFlight ? 1 : 0;
        return state == EntryState.Waiting;
    }

    private ReadOnlyMemory<byte>? Fix(QuarantineEntry entry, PayloadFix fix, QuarantineReplayOutcome outcome)
    {
        var payload = fix.Apply(entry.Payload);
        if (entry.IsCut || payload.Length > StreamProducerOptions.MaxInputBytes)
        {
            outcome.Unfit++;
            return null;
        }

        _events.Clear();
        var reason = _decoder.Decode(payload.Span, _events);
        if (reason == RejectionReason.None)
        {
            return payload;
        }

        outcome.StillInvalid[reason] = outcome.StillInvalid.GetValueOrDefault(reason) + 1;
        return null;
    }

    private async Task PutAsync(IReadOnlyList<Fixed> batch, StreamProducer producer, CancellationToken cancellationToken)
    {
        foreach (var (entry, payload) in batch)
        {
            await AddAsync(entry, payload, producer, cancellationToken).ConfigureAwait(false);
        }

        await producer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private ValueTask AddAsync(QuarantineEntry entry, ReadOnlyMemory<byte> payload, StreamProducer producer, CancellationToken cancellationToken)
    {
        var origin = Encoding.ASCII.GetBytes(OriginOf(entry).ToString());
        _events.Clear();

        // A batch of an older program may hold what this one rejects; it was noted, so it is put all the same, and the worker judges.
        var key = _decoder.Decode(payload.Span, _events) == RejectionReason.None ? EventKey.Of(_events, in _events.RowAt(0)) : origin;
        return producer.AddAsync(key, payload.Span, origin, cancellationToken);
    }

    private static Origin OriginOf(QuarantineEntry entry) => new(
        QuarantineJournal.Producer,
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(entry.Identity)).AsSpan(0, SourceBytes)),
        0);

    private static List<ReplayedEntry> MarksOf(IReadOnlyList<Fixed> batch) =>
        [.. batch.Select(item => new ReplayedEntry(item.Entry.Identity, item.Entry.Hour, item.Entry.Reason))];

    private readonly record struct Fixed(QuarantineEntry Entry, ReadOnlyMemory<byte> Payload);
}
