namespace Clickstream.Core.Streams;

/// <summary>What became of one record of a put.</summary>
public abstract record PutOutcome
{
    private PutOutcome()
    {
    }

    /// <summary>The record is durable.</summary>
    public sealed record Accepted(ShardId Shard, SequenceNumber SequenceNumber) : PutOutcome;

    /// <summary>The shard is over its limit; put the record again later.</summary>
    public sealed record Throttled(ShardId Shard) : PutOutcome;

    /// <summary>The service failed on this record; put it again. It may have been stored all the same.</summary>
    public sealed record Failed(string Reason) : PutOutcome;
}
