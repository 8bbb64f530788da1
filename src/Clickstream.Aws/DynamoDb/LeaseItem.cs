using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.DynamoDb;

/// <summary>
/// A lease as an item of the KCL's table. Source of names and types: the KCL's DynamoDBLeaseSerializer.
/// What is not read here (throughput of KCL 3, a pending checkpoint) stays in the item, since items are only ever updated.
/// </summary>
internal static class LeaseItem
{
    public const string Key = "leaseKey";
    public const string Owner = "leaseOwner";
    public const string Counter = "leaseCounter";
    public const string Switches = "ownerSwitchesSinceCheckpoint";
    public const string Checkpoint = "checkpoint";
    public const string SubSequence = "checkpointSubSequenceNumber";
    public const string Parents = "parentShardId";
    public const string Children = "childShardIds";
    public const string StartingHashKey = "startingHashKey";
    public const string EndingHashKey = "endingHashKey";
    public const string CheckpointOwner = "checkpointOwner";

    private const string EntityType = "entityType"; // KCL 3 keeps its workers' metrics and its leader's lock in the same table.
    private const string LeaseEntity = "LEASE";
    private const string ShardPrefix = "shardId-"; // Every shard of Kinesis is named so.

    /// <summary>Whether the item is a lease; KCL 2 does not say so, KCL 3 does.</summary>
    public static bool IsLease(Dictionary<string, AttributeValue> item) =>
        Text(item, EntityType) is not { } entity || entity == LeaseEntity;

    /// <summary>Reads a lease.</summary>
    /// <exception cref="DynamoDbTableException">The item is not a lease of one stream.</exception>
    public static Lease Read(string table, Dictionary<string, AttributeValue> item)
    {
        var key = Text(item, Key) ?? string.Empty;
        if (!key.StartsWith(ShardPrefix, StringComparison.Ordinal))
        {
            throw new DynamoDbTableException(key.Contains(':', StringComparison.Ordinal)
                ? $"Table {table} belongs to an application that reads several streams (its lease '{key}'). Choose another application name."
                : $"Table {table} belongs to something else: '{key}' is not the lease of a shard. Choose another application name.");
        }

        if (Text(item, Checkpoint) is not { } checkpoint || Number(item, Counter) is not { } counter)
        {
            throw new DynamoDbTableException(
                $"The lease '{key}' of table {table} has no checkpoint or no counter. Restore the item, or delete it to read the shard anew.");
        }

        return new Lease(
            new ShardId(key),
            Text(item, Owner),
            counter,
            new Checkpoint(checkpoint, Number(item, SubSequence) ?? 0),
            Number(item, Switches) ?? 0,
            Shards(item, Parents),
            Shards(item, Children),
            HashKey(item, StartingHashKey) is { } start && HashKey(item, EndingHashKey) is { } end ? new HashKeyRange(start, end) : null,
            Text(item, CheckpointOwner));
    }

    /// <summary>A new item. What is absent is left out: empty sets are not allowed, and the KCL takes an owner of "" for an owner.</summary>
    public static Dictionary<string, AttributeValue> Write(Lease lease)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Key] = Text(lease.Shard.Value),
            [Counter] = Number(lease.Counter),
            [Switches] = Number(lease.OwnerSwitches),
            [Checkpoint] = Text(lease.Checkpoint.Value),
            [SubSequence] = Number(lease.Checkpoint.SubSequenceNumber),
        };
        if (lease.Owner is { } owner)
        {
            item[Owner] = Text(owner);
        }

        if (lease.CheckpointOwner is { } checkpointOwner)
        {
            item[CheckpointOwner] = Text(checkpointOwner);
        }

        if (lease.Parents.Count > 0)
        {
            item[Parents] = Set(lease.Parents);
        }

        if (lease.Children.Count > 0)
        {
            item[Children] = Set(lease.Children);
        }

        if (lease.HashKeys is { } hashKeys)
        {
            item[StartingHashKey] = Text(hashKeys.Start.ToString(CultureInfo.InvariantCulture));
            item[EndingHashKey] = Text(hashKeys.End.ToString(CultureInfo.InvariantCulture));
        }

        return item;
    }

    public static AttributeValue Text(string value) => new() { S = value };

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Set(IReadOnlyList<ShardId> shards) => new() { SS = [.. shards.Select(shard => shard.Value)] };

    private static string? Text(Dictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.S;

    private static long? Number(Dictionary<string, AttributeValue> item, string name) =>
        item.GetValueOrDefault(name)?.N is { } digits ? long.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    private static UInt128? HashKey(Dictionary<string, AttributeValue> item, string name) =>
        UInt128.TryParse(Text(item, name), NumberStyles.None, CultureInfo.InvariantCulture, out var hashKey) ? hashKey : null;

    private static ShardId[] Shards(Dictionary<string, AttributeValue> item, string name) =>
        [.. (item.GetValueOrDefault(name)?.SS ?? []).Order(StringComparer.Ordinal).Select(shard => new ShardId(shard))];
}
