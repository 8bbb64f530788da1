using Amazon.Runtime;
using Clickstream.Aws.Batches;
using Clickstream.Aws.Configuration;
using Clickstream.Aws.Errors;
using Clickstream.Core.Delivery;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Resilience;

namespace Clickstream.Aws.Firehose;

/// <summary>
/// Delivers micro-batches of events through Firehose, which gathers the lines of many workers into few large objects; what it has taken is durable, and
/// is in the object store after its buffer time. Quarantine and engagement go another way, as does a micro-batch with a line that is too long for a
/// Firehose record. The stream must be set up as <see cref="FirehoseOptions.Prefix"/> says; <see cref="CheckAsync"/> looks.
/// A micro-batch that is delivered again is in the objects again: see docs/aws.md on what the compactor makes of it. Safe for concurrent use.
/// </summary>
public sealed class FirehoseDelivery : IMicroBatchDelivery, IDisposable
{
    private const int BatchesAtOnce = 4; // A stream takes 5 MiB a second by default; more at once only wait for each other.
    private const int MaxAttempts = 8; // With the waits below about 15 s. After that the worker tries the whole flush again, and its lines come twice.
    private const int Seed = 314_159; // Jitter needs no secrecy.

    private static readonly FullJitter Jitter = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    private readonly FirehoseOptions _options;
    private readonly IMicroBatchDelivery _others;
    private readonly FirehoseClient _client;
    private readonly PartialRetry _retry;
    private readonly string _target;

    /// <summary>Creates the delivery; nothing is sent yet.</summary>
    /// <param name="environment">Who calls, and where.</param>
    /// <param name="options">The stream.</param>
    /// <param name="others">Takes what does not go through Firehose; the object store.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public FirehoseDelivery(AwsEnvironment environment, FirehoseOptions options, IMicroBatchDelivery others)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));

        (_options, _others) = (options, others);
        _client = new FirehoseClient(environment);
        _retry = new PartialRetry(Jitter, MaxAttempts, environment.Time, new Random(Seed));
        _target = $"the Firehose stream {options.DeliveryStream}";
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectStoreException">Firehose did not take all of them.</exception>
    public async Task DeliverAsync(IReadOnlyList<MicroBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var events = batches.Where(IsForFirehose).ToList();
        var others = batches.Except(events).ToList();
        if (others.Count > 0)
            await _others.DeliverAsync(others, cancellationToken).ConfigureAwait(false);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            events, parallel, async (batch, token) => await DeliverAsync(batch, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Looks whether the stream is set up as it must be. Needs firehose:DescribeDeliveryStream.</summary>
    /// <returns>What is wrong, one sentence each with the remedy; empty if nothing is.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new DescribeDeliveryStreamRequest(_options.DeliveryStream);
            var answer = await _client.DescribeDeliveryStreamAsync(request, cancellationToken).ConfigureAwait(false);
            return FirehoseSetup.ProblemsOf(_options.DeliveryStream, answer.DeliveryStreamDescription);
        }
        catch (AmazonServiceException refusal)
        {
            return [AwsRefusal.Describe(refusal, "firehose:DescribeDeliveryStream", _target)];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static bool IsForFirehose(MicroBatch batch) =>
        batch.Key.Value.StartsWith(LakeLayout.Landing, StringComparison.Ordinal) && LineRecords.Fit(batch.Content);

    private async Task DeliverAsync(MicroBatch batch, CancellationToken cancellationToken)
    {
        var records = LineRecords.Cut(batch.Content).Select(data => new FirehoseRecord(data));
        foreach (var call in BatchPacking.Pack(records, record => Base64Bytes(record.Data), FirehoseLimits.MaxRecords, FirehoseLimits.MaxCallBytes))
        {
            var refused = await _retry.RunAsync(call, PutAsync, cancellationToken).ConfigureAwait(false);
            if (refused.Count > 0)
            {
                var (_, failure) = refused[0];
                var reason = AwsRefusal.Describe(failure.Code, failure.Message, "firehose:PutRecordBatch", _target);
                throw new ObjectStoreException($"{refused.Count} of {call.Count} records of {batch.Key} were not taken. {reason}");
            }
        }
    }

    private static int Base64Bytes(byte[] data) => (data.Length + 2) / 3 * 4;

    private async Task<IReadOnlyList<EntryFailure?>> PutAsync(IReadOnlyList<FirehoseRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            var request = new PutRecordBatchRequest(_options.DeliveryStream, records);
            var answer = await _client.PutRecordBatchAsync(request, cancellationToken).ConfigureAwait(false);
            return [.. records.Select((_, index) => Outcome(answer.RequestResponses?.ElementAtOrDefault(index)))];
        }
        catch (AmazonServiceException refusal)
        {
            return [.. records.Select(_ => new EntryFailure(refusal.ErrorCode, refusal.Message, AwsRefusal.IsTransient(refusal)))];
        }
        catch (Exception silence) when (AwsRefusal.IsSilence(silence, cancellationToken))
        {
            return [.. records.Select(_ => new EntryFailure("NoAnswer", silence.Message, true))];
        }
    }

    private static EntryFailure? Outcome(PutRecordBatchResponseEntry? entry) => entry switch
    {
        { RecordId.Length: > 0 } => null,
        { ErrorCode: { } code } => new EntryFailure(code, entry.ErrorMessage ?? string.Empty, AwsRefusal.IsTransient(code)),
        _ => EntryFailure.Unmentioned,
    };
}
