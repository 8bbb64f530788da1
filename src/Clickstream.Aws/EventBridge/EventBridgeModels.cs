using System.Text.Json.Serialization;

namespace Clickstream.Aws.EventBridge;

/// <summary>An event of a call. Source: EventBridge API reference, PutEvents.</summary>
internal sealed record PutEventsRequestEntry(
    string Source, string DetailType, string Detail, string EventBusName, IReadOnlyList<string> Resources);

internal sealed record PutEventsRequest(IReadOnlyList<PutEventsRequestEntry> Entries);

/// <summary>What became of an event: its id, or why it was not taken.</summary>
internal sealed record PutEventsResultEntry(string? EventId, string? ErrorCode, string? ErrorMessage);

/// <summary>The outcomes, in the order of the request.</summary>
internal sealed record PutEventsResponse(int FailedEntryCount, IReadOnlyList<PutEventsResultEntry>? Entries);

internal sealed record DescribeEventBusRequest(string Name);

internal sealed record DescribeEventBusResponse(string? Arn);

[JsonSerializable(typeof(DescribeEventBusRequest))]
[JsonSerializable(typeof(DescribeEventBusResponse))]
[JsonSerializable(typeof(PutEventsRequest))]
[JsonSerializable(typeof(PutEventsResponse))]
internal sealed partial class EventBridgeJson : JsonSerializerContext;
