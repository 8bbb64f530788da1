using Clickstream.Core.Streams;

namespace Clickstream.Aws.Kinesis;

/// <summary>
/// How fast one shard is written and polled, so that a well-behaved program is rarely throttled. Other programs share the limits of the
/// shard.
/// </summary>
public sealed record ShardPace
{
    /// <summary>The limits of a Kinesis shard.</summary>
    public static ShardPace Kinesis { get; } = new();

    /// <summary>No pacing: for emulators and measurements.</summary>
    public static ShardPace Unlimited { get; } = new()
    {
        PutRecordsPerSecond = double.PositiveInfinity,
        PutBytesPerSecond = double.PositiveInfinity,
        GetCallsPerSecond = double.PositiveInfinity,
        GetBytesPerSecond = double.PositiveInfinity,
        SilenceOfEnd = TimeSpan.Zero,
    };

    /// <summary>Records put in a second.</summary>
    public double PutRecordsPerSecond { get; init; } = StreamLimits.RecordsPerSecondPerShard;

    /// <summary>Bytes put in a second, partition keys included.</summary>
    public double PutBytesPerSecond { get; init; } = StreamLimits.BytesPerSecondPerShard;

    /// <summary>
    /// GetRecords calls in a second while there is something to read (5). With more than one polling application on the stream divide it
    /// among them.
    /// </summary>
    public double GetCallsPerSecond { get; init; } = StreamLimits.GetCallsPerSecondPerShard;

    /// <summary>Bytes read in a second.</summary>
    public double GetBytesPerSecond { get; init; } = StreamLimits.ReadBytesPerSecondPerShard;

    /// <summary>
    /// The wait between polls while there is nothing new (250 ms): leaves a fifth of the calls of the shard to others, and is the latency
    /// of polling.
    /// </summary>
    public TimeSpan IdleWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// After how much silence a closed shard is taken to be at its end although the endpoint does not say so (10 s). Kinesis always says so; moto never does.
    /// </summary>
    public TimeSpan SilenceOfEnd { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The shortest time between two subscriptions of a consumer to a shard (5 s): Kinesis refuses the second one.</summary>
    public TimeSpan ResubscribeAfter { get; init; } = StreamLimits.ResubscribeAfter;

    internal IEnumerable<string> Validate()
    {
        if (new[] { PutRecordsPerSecond, PutBytesPerSecond, GetCallsPerSecond, GetBytesPerSecond }.Any(rate => !(rate > 0)))
        {
            yield return "Every rate of the pace must be above 0.";
        }

        if (IdleWait <= TimeSpan.Zero || IdleWait > TimeSpan.FromMinutes(1))
        {
            yield return $"The wait between idle polls is {IdleWait}; it must be above 0 and at most a minute, well within the life of an iterator.";
        }
    }
}
