using Clickstream.Core.Lake;

namespace Clickstream.Aws.Firehose;

/// <summary>The Firehose stream that takes micro-batches of events.</summary>
public sealed record FirehoseOptions
{
    /// <summary>
    /// The prefix that the stream must have. The partition keys come from the event time of each line, which our lines have as ISO 8601 in UTC:
    /// the compactor refuses an object with an event of another hour than its folder's.
    /// </summary>
    public const string Prefix = LakeLayout.Landing
        + "!{partitionKeyFromQuery:year}/!{partitionKeyFromQuery:month}/!{partitionKeyFromQuery:day}/!{partitionKeyFromQuery:hour}/";

    /// <summary>The JQ expression that gives these keys.</summary>
    public const string MetadataExtraction =
        "{year: .event_timestamp[0:4], month: .event_timestamp[5:7], day: .event_timestamp[8:10], hour: .event_timestamp[11:13]}";

    /// <summary>The name of the delivery stream.</summary>
    public required string DeliveryStream { get; init; }

    /// <summary>What is wrong with the values, one sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate() =>
        DeliveryStream.Length is 0 or > 64 || DeliveryStream.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.'))
            ? [$"'{DeliveryStream}' is not the name of a Firehose stream: 1 to 64 letters, digits, '-', '_' and '.'."]
            : [];
}
