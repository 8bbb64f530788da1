namespace Clickstream.Core.Claims;

/// <summary>
/// Makes sure that one thing is done once, across processes and paths: put-if-absent on a key, completed when done.
/// A claim that was not completed passes to a new claimant after its expiry, see <see cref="ClaimTimes.Window"/>.
/// </summary>
public interface IClaimStore
{
    /// <summary>Claims keys for a claimant.</summary>
    /// <param name="keys">What is to be done once, for instance <c>order:1234</c>.</param>
    /// <param name="claimant">Who asks. Derived from what is being processed (the shard), not from the process, so that a restart is the same claimant.</param>
    /// <param name="cancellationToken">Aborts the call.</param>
    /// <returns>One outcome for each key, in order. A key that is named twice in one call is granted once.</returns>
    Task<IReadOnlyList<ClaimOutcome>> ClaimAsync(IReadOnlyList<string> keys, string claimant, CancellationToken cancellationToken);

    /// <summary>Marks claims as done for good. May be retried.</summary>
    Task CompleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);
}
