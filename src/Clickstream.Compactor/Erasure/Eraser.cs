using Clickstream.Compactor.Execution;
using Clickstream.Core.Alerts;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Privacy;

namespace Clickstream.Compactor.Erasure;

/// <summary>
/// Takes one person out of everything that is stored as objects: raw, landing, quarantine, copies of alerts, the versions of facts and what is derived
/// from them, and versions that wait for their removal. Killed at any point and run again it goes on; workers and compactors may run meanwhile.
/// </summary>
/// <param name="store">The data.</param>
/// <param name="compactor">Makes a compactor; a new one compares the whole catalog with what is published.</param>
/// <param name="time">The clock.</param>
public sealed class Eraser(IObjectStore store, Func<Compactor> compactor, TimeProvider time)
{
    private const int MaxPasses = 3; // Then events arrive faster than they are erased, or a producer still sends them.

    /// <summary>Where raw input is, if it is not with the data, and under what; then it must be writable.</summary>
    public (IObjectStore Store, string Prefix) Raw { get; init; } = (store, LakeLayout.Raw);

    /// <summary>
    /// Changes alerts in a file that is no object; null where there is none. Gets what an alert becomes (null: it stays) and whether to write.
    /// </summary>
    public Func<Func<Alert, Alert?>, bool, CancellationToken, Task<AlertFileChange?>>? AlertFile { get; init; }

    /// <summary>Counts what would be erased, and changes nothing.</summary>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public async Task<ErasureOutcome> PlanAsync(ErasureOptions options, CancellationToken cancellationToken)
    {
        var run = Begin(options);
        await run.FindAsync(null, cancellationToken);
        var items = await run.CountAsync(cancellationToken);
        return new ErasureOutcome { Items = items, Problems = run.Problems, Links = run.Links };
    }

    /// <summary>Erases.</summary>
    /// <exception cref="IOException">Something cannot be read or written; what was done stays, and the next run goes on.</exception>
    /// <exception cref="ErasureConflictException">Something else must be finished first.</exception>
    public async Task<ErasureOutcome> RunAsync(ErasureOptions options, CancellationToken cancellationToken)
    {
        var run = Begin(options);
        var hash = Tombstones.HashOf(await Tombstones.SaltAsync(store, cancellationToken), PersonIdKind.User, options.User);
        var running = await FindRunningAsync(hash, options, cancellationToken);
        await run.FindAsync(running, cancellationToken);
        if (running is null)
        {
            var items = await run.CountAsync(cancellationToken);
            if (items.Values.Sum() == 0)
            {
                return new ErasureOutcome { Items = items, Problems = run.Problems, Links = run.Links };
            }
        }

        await OtherWork.ThrowIfUnfinishedAsync(store, cancellationToken);
        var journal = new ErasureJournal(store, running ?? run.NewReceipt(hash, time.GetUtcNow()));
        try
        {
            await journal.SaveAsync(cancellationToken);
            await run.EraseAsync(journal, compactor, MaxPasses, cancellationToken);
        }
        finally
        {
            await journal.AbandonAsync();
        }

        await journal.SaveAsync(
            journal.Receipt with { Completed = time.GetUtcNow(), PseudonymKey = null, AnonymousIds = null, Sessions = null }, cancellationToken);
        return new ErasureOutcome
        {
            Items = journal.Receipt.Items,
            Receipt = ErasureReceipt.KeyOf(journal.Receipt.Id).Value,
            Done = journal.Receipt,
            Problems = run.Problems,
            Links = run.Links,
        };
    }

    private ErasureRun Begin(ErasureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Validate().ToArray() is { Length: > 0 } problems
            ? throw new ArgumentException(string.Join(' ', problems), nameof(options))
            : new ErasureRun(new TableRun(store, time, options.Compaction), options, Raw, AlertFile);
    }

    private async Task<ErasureReceipt?> FindRunningAsync(string hash, ErasureOptions options, CancellationToken cancellationToken)
    {
        await foreach (var info in store.ListAsync(ErasureReceipt.Prefix, cancellationToken))
        {
            if (await store.GetAsync(info.Key, cancellationToken) is { } stored
                && ErasureReceipt.Read(info.Key, stored.Content.Span) is { Completed: null } receipt && receipt.Person == hash)
            {
                return receipt.Mode == options.Mode && receipt.Anonymous == options.Anonymous
                    ? receipt
                    : throw new ErasureConflictException(
                        $"An erasure of this person was begun in another way ({receipt.Mode}{(receipt.Anonymous ? ", with linked ids" : string.Empty)}). Run that again first.");
            }
        }

        return null;
    }
}

/// <summary>Something else must be finished before the erasure. The message says what.</summary>
public sealed class ErasureConflictException(string message) : IOException(message);
