using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Resilience;

namespace Clickstream.Stream.Shards;

/// <summary>Brings a shard's pipeline to where its lease's checkpoint is.</summary>
internal static class ShardStart
{
    /// <summary>
    /// Loads the state that belongs to the checkpoint, or, for a shard that was never read, begins with the end states of its parents.
    /// </summary>
    /// <exception cref="CorruptStateException">A state is missing, damaged or of a newer format. Never started from zero instead.</exception>
    /// <exception cref="GaveUpException">The store failed for too long.</exception>
    public static async Task<ShardPipeline> OpenAsync(
        ShardWork work, Lease lease, Retry retry, CancellationToken cancellationToken)
    {
        if (await LoadAsync(work, lease.Shard, lease.Checkpoint, retry, cancellationToken).ConfigureAwait(false) is { } state)
            return ShardPipeline.Resume(state, work.Options.Pipeline);

        var parents = new List<ShardState>();
        foreach (var parent in lease.Parents)
        {
            var row = await retry.RunAsync(
                $"read the lease of {parent}", token => work.Ports.Leases.GetAsync(parent, token), cancellationToken).ConfigureAwait(false);
            // A parent without a lease was never read by this application, or was forgotten long after its end.
            if (row is not null && await LoadAsync(work, parent, row.Checkpoint, retry, cancellationToken).ConfigureAwait(false) is { } end)
                parents.Add(end);
        }

        return ShardPipeline.Begin(lease.Shard, work.Options.Pipeline, parents);
    }

    private static async Task<ShardState?> LoadAsync(
        ShardWork work, ShardId shard, Checkpoint checkpoint, Retry retry, CancellationToken cancellationToken)
    {
        // A state that is damaged stays so; only the store's own failures are worth another attempt.
        var (state, damage) = await retry.RunAsync<(ShardState? State, CorruptStateException? Damage)>(
            $"load the state of {shard}",
            async token =>
            {
                try
                {
                    return (await ShardState.LoadAsync(work.Ports.Objects, shard, checkpoint, token).ConfigureAwait(false), null);
                }
                catch (CorruptStateException cause)
                {
                    return (null, cause);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return damage is null ? state : throw damage;
    }
}
