using Clickstream.Core.Streams;
using Clickstream.Local.KinesisApi.Server;
using Clickstream.Local.KinesisApi.Streams;
using Clickstream.Local.KinesisApi.Wire;

namespace Clickstream.Local.KinesisApi.Operations;

/// <summary>PutRecord and PutRecords. A put is one transaction of the stream; its records are stored from the memory of the request.</summary>
internal sealed class PutOperations(ApiContext api)
{
    private const string NoEncryption = "NONE";

    public async Task<ApiAnswer> PutRecordsAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var entries = new List<PutEntry>(StreamLimits.MaxRecordsPerPut);
        var stream = api.StreamOf(call.Read(entries));
        if (entries.Count == 0)
        {
            throw ApiFault.Constraint("Records", "[]", $"1 to {StreamLimits.MaxRecordsPerPut} in number");
        }

        var outcomes = await PutAsync(stream, entries, cancellationToken).ConfigureAwait(false);
        return new ApiAnswer(writer =>
        {
            writer.Member("FailedRecordCount", outcomes.Count(outcome => outcome is not PutOutcome.Accepted));
            writer.Member("Records", outcomes, outcome =>
            {
                writer.BeginObject();
                Write(writer, stream, outcome);
                writer.EndObject();
            });
            writer.Member("EncryptionType", NoEncryption);
        });
    }

    public async Task<ApiAnswer> PutRecordAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var input = call.Read();
        var stream = api.StreamOf(input);
        if (input.Text("SequenceNumberForOrdering") is { } after && !SequenceNumber.IsValid(after))
        {
            throw ApiFault.Constraint("SequenceNumberForOrdering", after, "a decimal number without leading zeros");
        }

        var entry = PutEntries.Create(input.Text("PartitionKey"), input.Bytes("Data"), input.Text("ExplicitHashKey"));
        var outcome = (await PutAsync(stream, [entry], cancellationToken).ConfigureAwait(false))[0];
        return outcome switch
        {
            PutOutcome.Throttled throttled => throw ApiFault.Throttled(RateExceeded(stream, throttled)),
            PutOutcome.Failed failed => throw ApiFault.Internal(failed.Reason),
            _ => new ApiAnswer(writer =>
            {
                Write(writer, stream, outcome);
                writer.Member("EncryptionType", NoEncryption);
            }),
        };
    }

    private static async Task<IReadOnlyList<PutOutcome>> PutAsync(
        ApiStream stream, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.Events.PutAsync(entries, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException fault)
        {
            throw ApiFault.InvalidArgument(fault.Message);
        }
    }

    private void Write(WireWriter writer, ApiStream stream, PutOutcome outcome)
    {
        switch (outcome)
        {
            case PutOutcome.Accepted accepted:
                writer.Member("SequenceNumber", accepted.SequenceNumber.Value);
                writer.Member("ShardId", accepted.Shard.Value);
                break;
            case PutOutcome.Throttled throttled:
                writer.Member("ErrorCode", "ProvisionedThroughputExceededException");
                writer.Member("ErrorMessage", RateExceeded(stream, throttled));
                break;
            case PutOutcome.Failed failed:
                writer.Member("ErrorCode", "InternalFailure");
                writer.Member("ErrorMessage", failed.Reason);
                break;
        }
    }

    private string RateExceeded(ApiStream stream, PutOutcome.Throttled throttled) =>
        $"Rate exceeded for shard {throttled.Shard} in stream {stream.Name} under account {api.Options.Account}.";
}
