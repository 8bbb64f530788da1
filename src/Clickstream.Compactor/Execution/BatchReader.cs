using Clickstream.Compactor.Buckets;
using Clickstream.Compactor.Plan;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Compactor.Execution;

/// <summary>Reads micro-batches into the columns of their hour. Reused from one to the next; not safe for concurrent use.</summary>
internal sealed class BatchReader(IObjectStore store)
{
    // Events that are handed over together: enough to make taking the lock cheap, few enough to stay in the processor's cache.
    private const int EventsPerHandover = 1024;

    private readonly EventDecoder _decoder = new(DecoderOptions.Landing);
    private readonly EventBatch _events = new();
    private readonly List<ShardId?> _shards = [];
    private readonly BucketRoute _route = new();

    /// <summary>Reads one micro-batch to its end.</summary>
    /// <exception cref="InvalidBatchException">It is damaged, gone, or holds what does not belong there.</exception>
    public async Task ReadAsync(PlannedBatch batch, HourInputs inputs, CancellationToken cancellationToken)
    {
        var key = batch.Object.Key;
        _events.Clear();
        _shards.Clear();
        try
        {
            await using var reader = await OpenAsync(batch, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                do
                {
                    Decode(reader);
                    while (_events.Count < EventsPerHandover && reader.TryDecodeBuffered(_decoder, _events))
                    {
                        _shards.Add(_decoder.LastShard);
                    }
                }
                while (_events.Count < EventsPerHandover && reader.TryReadBuffered());

                HandOver(batch, inputs);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidBatchException(key, exception.Message, exception);
        }
    }

    private async Task<InputReader> OpenAsync(PlannedBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Object.Size == 0)
        {
            throw new InvalidDataException("the micro-batch is empty: it was not written to its end.");
        }

        var content = await store.OpenReadAsync(batch.Object.Key, cancellationToken);
        return content is not null
            ? InputReader.Open(content, DecoderOptions.Landing)
            : throw new InvalidDataException("the micro-batch is gone since it was listed.");
    }

    private void Decode(InputReader reader)
    {
        var problem = reader.Problem;
        problem = problem == RejectionReason.None ? _decoder.Decode(reader.Item.Span, _events) : problem;
        if (problem != RejectionReason.None)
        {
            throw new InvalidDataException(
                $"line {reader.Number + 1} is not a valid event ({RejectionReasons.NameOf(problem)}). Restore the micro-batch, or move it away to leave it out.");
        }

        _shards.Add(_decoder.LastShard);
    }

    private void HandOver(PlannedBatch batch, HourInputs inputs)
    {
        inputs.Add(_events, batch.Reading == BatchReading.Check ? _shards : null, _route);
        _events.Clear();
        _shards.Clear();
    }
}
