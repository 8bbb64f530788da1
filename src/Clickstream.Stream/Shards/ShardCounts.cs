namespace Clickstream.Stream.Shards;

/// <summary>What has been read of a shard since its beginning, whoever read it. Inputs are counted once: <c>Read = Landed + Quarantined</c>.</summary>
/// <param name="Read">Inputs, valid or not; redelivered ones not counted.</param>
/// <param name="Landed">Valid events, duplicates included.</param>
/// <param name="Quarantined">Rejected inputs.</param>
/// <param name="Late">Valid events that came after their minute was final.</param>
/// <param name="Duplicates">Valid events whose click id was accepted before.</param>
/// <param name="Redelivered">Inputs that a producer put again after a crash; dropped.</param>
/// <param name="Misplaced">
/// User records of records that do not belong here in all their parts, because their shard was split while they were under way; passed over whole,
/// and put again into the shards that they belong to.
/// </param>
public readonly record struct ShardCounts(
    long Read, long Landed, long Quarantined, long Late, long Duplicates, long Redelivered, long Misplaced = 0)
{
    /// <summary>Adds the counts of two shards.</summary>
    public static ShardCounts operator +(ShardCounts left, ShardCounts right) => new(
        left.Read + right.Read,
        left.Landed + right.Landed,
        left.Quarantined + right.Quarantined,
        left.Late + right.Late,
        left.Duplicates + right.Duplicates,
        left.Redelivered + right.Redelivered,
        left.Misplaced + right.Misplaced);

    /// <summary>What was added since an earlier count.</summary>
    public static ShardCounts operator -(ShardCounts left, ShardCounts right) => new(
        left.Read - right.Read,
        left.Landed - right.Landed,
        left.Quarantined - right.Quarantined,
        left.Late - right.Late,
        left.Duplicates - right.Duplicates,
        left.Redelivered - right.Redelivered,
        left.Misplaced - right.Misplaced);
}
