using System.Text.Json.Serialization;

namespace Clickstream.Aws.Firehose;

/// <summary>A record; the data travel in base64. Source of all members: Data Firehose API reference.</summary>
internal sealed record FirehoseRecord(byte[] Data);

internal sealed record PutRecordBatchRequest(string DeliveryStreamName, IReadOnlyList<FirehoseRecord> Records);

/// <summary>What became of a record: its id, or why it was not taken.</summary>
internal sealed record PutRecordBatchResponseEntry(string? RecordId, string? ErrorCode, string? ErrorMessage);

/// <summary>The outcomes, in the order of the request.</summary>
internal sealed record PutRecordBatchResponse(int FailedPutCount, IReadOnlyList<PutRecordBatchResponseEntry>? RequestResponses);

internal sealed record DescribeDeliveryStreamRequest(string DeliveryStreamName);

internal sealed record DescribeDeliveryStreamResponse(DeliveryStreamDescription? DeliveryStreamDescription);

internal sealed record DeliveryStreamDescription(string? DeliveryStreamStatus, IReadOnlyList<DestinationDescription>? Destinations);

internal sealed record DestinationDescription(ExtendedS3Destination? ExtendedS3DestinationDescription);

internal sealed record ExtendedS3Destination(
    string? Prefix, DynamicPartitioning? DynamicPartitioningConfiguration, ProcessingConfiguration? ProcessingConfiguration);

internal sealed record DynamicPartitioning(bool? Enabled);

internal sealed record ProcessingConfiguration(bool? Enabled, IReadOnlyList<Processor>? Processors);

internal sealed record Processor(string? Type);

[JsonSerializable(typeof(PutRecordBatchRequest))]
[JsonSerializable(typeof(PutRecordBatchResponse))]
[JsonSerializable(typeof(DescribeDeliveryStreamRequest))]
[JsonSerializable(typeof(DescribeDeliveryStreamResponse))]
internal sealed partial class FirehoseJson : JsonSerializerContext;
