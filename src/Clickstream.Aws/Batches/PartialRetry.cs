using Clickstream.Core.Resilience;

namespace Clickstream.Aws.Batches;

/// <summary>
/// Sends a batch until each entry is taken or will not be: only those that failed are sent again, after a wait with full jitter.
/// Safe for concurrent use.
/// </summary>
/// <param name="jitter">The waits.</param>
/// <param name="maxAttempts">Attempts for an entry, the first included.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For the jitter.</param>
internal sealed class PartialRetry(FullJitter jitter, int maxAttempts, TimeProvider time, Random random)
{
    /// <summary>Sends one call: the outcome of each entry in order, null if it was taken.</summary>
    public delegate Task<IReadOnlyList<EntryFailure?>> Send<in T>(IReadOnlyList<T> entries, CancellationToken cancellationToken);

    /// <summary>Sends a batch.</summary>
    /// <returns>The entries that were not taken, each with its last failure; empty if all were.</returns>
    public async Task<IReadOnlyList<(T Entry, EntryFailure Failure)>> RunAsync<T>(
        IReadOnlyList<T> entries, Send<T> send, CancellationToken cancellationToken)
    {
        var refused = new List<(T, EntryFailure)>();
        for (var attempt = 1; ; attempt++)
        {
            var outcomes = await send(entries, cancellationToken).ConfigureAwait(false);
            var failed = entries.Zip(outcomes).Where(pair => pair.Second is not null).ToList();
            var again = attempt < maxAttempts ? failed.Where(pair => pair.Second!.IsTransient).ToList() : [];
            refused.AddRange(failed.Except(again).Select(pair => (pair.First, pair.Second!)));
            if (again.Count == 0)
            {
                return refused;
            }

            entries = [.. again.Select(pair => pair.First)];
            await Task.Delay(jitter.Wait(attempt, NextRandom()), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private double NextRandom()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
