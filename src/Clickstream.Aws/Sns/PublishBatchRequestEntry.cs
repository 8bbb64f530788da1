namespace Clickstream.Aws.Sns;

/// <summary>A message of a batch.</summary>
internal sealed record PublishBatchRequestEntry
{
    /// <summary>Names the entry within its call.</summary>
    public required string Id { get; init; }

    public required string Message { get; init; }

    public IReadOnlyList<KeyValuePair<string, MessageAttributeValue>> MessageAttributes { get; init; } = [];

    /// <summary>FIFO topics only.</summary>
    public string? MessageGroupId { get; init; }

    /// <summary>FIFO topics only: within five minutes the topic takes each id once.</summary>
    public string? MessageDeduplicationId { get; init; }
}

/// <summary>The value of a message attribute, by which a subscription can filter.</summary>
/// <param name="DataType"><c>String</c> or <c>Number</c>.</param>
/// <param name="StringValue">The value; never empty.</param>
internal sealed record MessageAttributeValue(string DataType, string StringValue);

/// <summary>A message that was not taken.</summary>
internal sealed record BatchResultErrorEntry(string Id, string Code, string Message, bool SenderFault)
{
    /// <summary>An entry of which the answer says nothing.</summary>
    public static BatchResultErrorEntry Unmentioned(string id) =>
        new(id, Batches.EntryFailure.Unmentioned.Code, Batches.EntryFailure.Unmentioned.Message, false);
}
