using System.Collections.Concurrent;
using Amazon.Runtime;
using Clickstream.Aws.Batches;
using Clickstream.Aws.Errors;
using Clickstream.Core.Alerts;
using Clickstream.Core.Resilience;

namespace Clickstream.Aws.Alerts;

/// <summary>
/// Sends alerts in calls of several entries. What a call takes only in part is sent again for the rest alone; and when a publish fails in the end, those
/// that were taken are remembered, so that they are not sent twice when the caller gives all of them again.
/// </summary>
/// <param name="action">The IAM action, for errors.</param>
/// <param name="target">The topic or bus, for errors.</param>
/// <param name="time">The clock.</param>
internal sealed class AlertPublisher(string action, string target, TimeProvider time)
{
    /// <summary>Entries of a call; SNS PublishBatch and EventBridge PutEvents have the same limits. Source: their API references.</summary>
    public const int MaxEntries = 10;

    /// <summary>Bytes of a call, and so of an entry.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxAttempts = 4; // About three seconds; whoever publishes has a longer budget, and may be asked to stop.
    private const int MaxRemembered = 10_000; // As many as wait for a channel.
    private const int Seed = 271_828; // Jitter needs no secrecy; workers differ because their failures come at different times.

    private static readonly FullJitter Jitter = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));

    private readonly PartialRetry _retry = new(Jitter, MaxAttempts, time, new Random(Seed));
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);

    /// <summary>Returns when all are taken.</summary>
    /// <exception cref="AlertDeliveryException">Some were not.</exception>
    public async Task PublishAsync<T>(IEnumerable<AlertEntry<T>> entries, PartialRetry.Send<T> send, CancellationToken cancellationToken)
    {
        var refused = new List<EntryFailure>();
        var total = 0;
        var fresh = entries.Where(entry => !_taken.ContainsKey(entry.AlertId));
        foreach (var batch in BatchPacking.Pack(fresh, entry => entry.Bytes, MaxEntries, MaxBytes))
        {
            total += batch.Count;
            var failed = await RunAsync(batch, send, cancellationToken).ConfigureAwait(false);
            refused.AddRange(failed.Select(pair => pair.Failure));
            Remember(batch.Except(failed.Select(pair => pair.Entry)).Select(entry => entry.AlertId));
        }

        if (refused.Count > 0)
        {
            var worst = refused.Find(failure => !failure.IsTransient) ?? refused[0];
            throw new AlertDeliveryException(
                $"{refused.Count} of {total} alerts were not taken. {AwsRefusal.Describe(worst.Code, worst.Message, action, target)}",
                isTransient: refused.Exists(failure => failure.IsTransient));
        }

        _taken.Clear();
    }

    /// <summary>Looks whether the topic or bus is there.</summary>
    /// <param name="lookAction">The IAM action of the look.</param>
    /// <param name="look">The call.</param>
    /// <param name="cancellationToken">Aborts the call.</param>
    /// <exception cref="AlertDeliveryException">It is not, or cannot be looked at.</exception>
    public Task CheckAsync(string lookAction, Func<Task> look, CancellationToken cancellationToken) => CallAsync(
        lookAction,
        async () =>
        {
            await look().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private Task<IReadOnlyList<(AlertEntry<T> Entry, EntryFailure Failure)>> RunAsync<T>(
        IReadOnlyList<AlertEntry<T>> batch, PartialRetry.Send<T> send, CancellationToken cancellationToken) => CallAsync(
            action,
            () => _retry.RunAsync(batch, (some, token) => send([.. some.Select(entry => entry.Payload)], token), cancellationToken),
            cancellationToken);

    /// <summary>Makes a call; what becomes of it says whether it is any use to try again.</summary>
    private async Task<T> CallAsync<T>(string called, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (AmazonServiceException refusal)
        {
            TimeSpan? wait = AwsRefusal.IsThrottled(refusal.ErrorCode) ? Jitter.Longest : null;
            throw new AlertDeliveryException(AwsRefusal.Describe(refusal, called, target), AwsRefusal.IsTransient(refusal), wait, refusal);
        }
        catch (AmazonClientException cause)
        {
            throw new AlertDeliveryException($"{target} cannot be called: {cause.Message}", true, null, cause);
        }
        catch (Exception cause) when (AwsRefusal.IsSilence(cause, cancellationToken))
        {
            throw new AlertDeliveryException($"{target} did not answer: {cause.Message}", true, null, cause);
        }
    }

    private void Remember(IEnumerable<string> ids)
    {
        if (_taken.Count > MaxRemembered)
        {
            _taken.Clear();
        }

        foreach (var id in ids)
        {
            _taken[id] = true;
        }
    }
}
