using Clickstream.Core.Streams;
using Clickstream.Stream.Leases;
using Clickstream.Stream.Pipeline;
using Clickstream.Stream.Resilience;
using Clickstream.Stream.Worker;

namespace Clickstream.Stream.Shards;

/// <summary>
/// Makes a flush durable, in the order of the commit protocol: micro-batches, state, ledger, checkpoint, and only then removes what it replaces.
/// Each step may be repeated, and a death between any two of them changes no count.
/// </summary>
internal sealed class ShardCommit(WorkerPorts ports, HeldLease lease, Retry retry, WorkerContext context)
{
    private bool _areParentsDone = lease.Row.Parents.Count == 0;

    /// <summary>Commits and disposes the flush.</summary>
    /// <returns>False if the lease is lost; the checkpoint has not moved then.</returns>
    /// <exception cref="GaveUpException">A step failed for too long.</exception>
    public async Task<bool> CommitAsync(ShardFlush flush, IReadOnlyList<ShardId> children, CancellationToken cancellationToken)
    {
        using (flush)
        {
            var start = context.Time.GetTimestamp();
            // A process that was stopped for long finds out here, before it writes anything.
            if (!await retry.RunAsync($"renew the lease of {lease.Shard}", lease.ConfirmAsync, cancellationToken).ConfigureAwait(false))
                return false;

            await retry.RunAsync(
                $"deliver micro-batches of {lease.Shard}",
                token => ports.Delivery.DeliverAsync(flush.Batches, token),
                cancellationToken).ConfigureAwait(false);
            foreach (var part in flush.State.Append(flush.Ledger))
            {
                await retry.RunAsync(
                    $"write {part.Key}", token => ports.Objects.PutAsync(part.Key, part.Content, token), cancellationToken).ConfigureAwait(false);
            }

            if (!await retry.RunAsync(
                $"move the checkpoint of {lease.Shard}",
                token => lease.CheckpointAsync(flush.Checkpoint, children, token),
                cancellationToken).ConfigureAwait(false))
            {
                ShardLog.CheckpointRefused(context.Logger, lease.Shard, flush.Checkpoint.Value);
                return false;
            }

            foreach (var key in flush.Obsolete)
                await retry.RunAsync($"remove {key}", token => ports.Objects.DeleteAsync(key, token), cancellationToken).ConfigureAwait(false);

            await RemoveParentStatesAsync(cancellationToken).ConfigureAwait(false);
            var duration = context.Time.GetElapsedTime(start);
            context.Metrics.Flushed(duration);
            ShardLog.Flushed(context.Logger, lease.Shard, flush.Checkpoint.Value, flush.Batches.Count, duration);
            return true;
        }
    }

    /// <summary>Once for each loop of a shard: it has a state of its own now, so those of its parents may have become superfluous.</summary>
    private async Task RemoveParentStatesAsync(CancellationToken cancellationToken)
    {
        if (_areParentsDone)
            return;

        await retry.RunAsync(
            $"remove the states of the parents of {lease.Shard}",
            token => ParentStates.RemoveAsync(ports.Objects, ports.Leases, lease.Row, token),
            cancellationToken).ConfigureAwait(false);
        _areParentsDone = true;
    }
}
