using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;

namespace Clickstream.Producer.Replay;

/// <summary>
/// What belongs together when a position is saved: quarantined inputs first, then the position, then the ledger that follows from it.
/// </summary>
internal sealed record ReplaySnapshot(ReplayCheckpoint Position, IReadOnlyList<(ObjectKey Key, byte[] Content)> Quarantine);

/// <summary>
/// Keeps the position of a replay in the data store. Two processes that run the same replay at once are told apart by the ETag, and by the name of the run.
/// </summary>
internal sealed class ReplayJournal(IObjectStore store, ReplayOptions options)
{
    private readonly ObjectKey _key = ReplayCheckpoint.KeyOf(options.Id);
    private readonly string _run = Guid.NewGuid().ToString("N");
    private ETag? _etag;

    /// <summary>
    /// Reads the position, or begins a new one. The ledger is written anew, because a kill may have come between the two.
    /// </summary>
    public async Task<ReplayCheckpoint> LoadAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(_key, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return ReplayCheckpoint.Start(options);
        }

        _etag = stored.ETag;
        var checkpoint = ReplayCheckpoint.Read(_key, stored.Content.Span);
        await SaveLedgerAsync(checkpoint, cancellationToken).ConfigureAwait(false);
        return checkpoint;
    }

    /// <summary>Saves a position.</summary>
    /// <exception cref="ReplayConflictException">Another process has moved it.</exception>
    public async Task SaveAsync(ReplaySnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var (key, content) in snapshot.Quarantine)
        {
            await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
        }

        var json = (snapshot.Position with { Run = _run }).ToJson();
        _etag = (_etag is { } expected
                ? await store.PutIfMatchAsync(_key, json, expected, cancellationToken).ConfigureAwait(false)
                : await store.PutIfAbsentAsync(_key, json, cancellationToken).ConfigureAwait(false))
            ?? await OwnAsync(json, cancellationToken).ConfigureAwait(false)
            ?? throw new ReplayConflictException(
                $"Another process is running the replay '{options.Id}' on this data. Wait for it, or stop it; this one has stopped.");
        await SaveLedgerAsync(snapshot.Position, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A put whose answer was lost and that was repeated meets what it has put itself.</summary>
    /// <returns>The tag of the object if it is ours; else null.</returns>
    private async Task<ETag?> OwnAsync(byte[] json, CancellationToken cancellationToken) =>
        await store.GetAsync(_key, cancellationToken).ConfigureAwait(false) is { } current && current.Content.Span.SequenceEqual(json) ? current.ETag : null;

    private async Task SaveLedgerAsync(ReplayCheckpoint position, CancellationToken cancellationToken) =>
        await store.PutAsync(LakeLayout.ProducerLedger(position.Producer), LedgerJson.Serialize(position.ToLedger()), cancellationToken)
            .ConfigureAwait(false);
}

/// <summary>Two processes run the same replay at once. Not to be retried while the other runs.</summary>
public sealed class ReplayConflictException(string message) : IOException(message);
