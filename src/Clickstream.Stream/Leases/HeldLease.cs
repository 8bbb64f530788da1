using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Leases;

/// <summary>
/// A lease that this worker holds. Renewals and checkpoints are both conditional on the counter, so they go one at a time.
/// Losing the lease is a value: the calls return false, and <see cref="Lost"/> is cancelled. Safe for concurrent use.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "The gate and the sources hold no timer or handle, and renewals may still be on their way when the shard loop has ended.")]
internal sealed class HeldLease
{
    private readonly ILeaseStore _store;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _handover = new();
    private volatile Lease _row;
    private long _confirmedAt;

    public HeldLease(ILeaseStore store, Lease row, LeaseOptions options, TimeProvider time)
    {
        (_store, _row, _options, _time) = (store, row, options, time);
        _confirmedAt = time.GetTimestamp();
        Lost = _lost.Token;
        Handover = _handover.Token;
    }

    public ShardId Shard => _row.Shard;

    /// <summary>The row as it was last confirmed.</summary>
    public Lease Row => _row;

    /// <summary>Cancelled when the lease is found to belong to somebody else.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Cancelled when another worker has been named as the next holder and waits for the final checkpoint.</summary>
    public CancellationToken Handover { get; }

    /// <summary>Raises the counter.</summary>
    /// <returns>False if the lease is lost.</returns>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) =>
        ChangeAsync((row, token) => _store.RenewAsync(row, token), _ => false, cancellationToken);

    /// <summary>
    /// Renews only if the last confirmation is older than a renewal period, which happens when the process was stopped for a while.
    /// To be asked before an effect that others can see.
    /// </summary>
    /// <returns>False if the lease is lost.</returns>
    public Task<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        if (_lost.IsCancellationRequested)
            return Task.FromResult(false);

        return _time.GetElapsedTime(Interlocked.Read(ref _confirmedAt)) < 2 * _options.RenewEvery ? Task.FromResult(true) : RenewAsync(cancellationToken);
    }

    /// <summary>Moves the checkpoint. May be repeated after a failure: a checkpoint whose answer was lost is recognised.</summary>
    /// <returns>False if the lease is lost; the checkpoint has not moved then.</returns>
    public Task<bool> CheckpointAsync(Checkpoint checkpoint, IReadOnlyList<ShardId> children, CancellationToken cancellationToken) =>
        ChangeAsync(
            (row, token) => _store.CheckpointAsync(row, checkpoint, children, token),
            row => row.Checkpoint == checkpoint,
            cancellationToken);

    /// <summary>Gives the lease to the worker that waits for it, or else back to the table. Nothing happens if it is lost.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_lost.IsCancellationRequested)
                return;

            var row = _row;
            _ = row.CheckpointOwner == _options.Owner && row.Owner is { } next && next != _options.Owner
                ? await _store.TakeAsync(row, next, cancellationToken).ConfigureAwait(false)
                : await _store.EvictAsync(row, cancellationToken).ConfigureAwait(false);
            await _lost.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> ChangeAsync(
        Func<Lease, CancellationToken, Task<Lease?>> change, Func<Lease, bool> isDone, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_lost.IsCancellationRequested)
                return false;

            var changed = await change(_row, cancellationToken).ConfigureAwait(false);
            if (changed is null && await RereadAsync(cancellationToken).ConfigureAwait(false) is { } current)
                changed = isDone(current) ? current : await change(current, cancellationToken).ConfigureAwait(false);

            return await KeepAsync(changed).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The row if it is still ours: an answer was lost, and the counter we know is old. Our name is unique, so nobody else can have put it there.</summary>
    private async Task<Lease?> RereadAsync(CancellationToken cancellationToken)
    {
        var current = await _store.GetAsync(_row.Shard, cancellationToken).ConfigureAwait(false);
        return current is not null && IsOurs(current) ? current : null;
    }

    private bool IsOurs(Lease row) => row.Owner == _options.Owner || row.CheckpointOwner == _options.Owner;

    private async Task<bool> KeepAsync(Lease? changed)
    {
        if (changed is null || !IsOurs(changed))
        {
            await _lost.CancelAsync().ConfigureAwait(false);
            return false;
        }

        _row = changed;
        Interlocked.Exchange(ref _confirmedAt, _time.GetTimestamp());
        if (changed.Owner != _options.Owner && !_handover.IsCancellationRequested)
            await _handover.CancelAsync().ConfigureAwait(false);
        return true;
    }
}
