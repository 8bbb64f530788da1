using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;

namespace Clickstream.Core.Lake;

/// <summary>Where everything is in the object store. The one place that knows the names.</summary>
public static class LakeLayout
{
    /// <summary>Hourly raw JSON: <c>raw/clickstream/YYYY/MM/DD/HH/*.json[.gz]</c>.</summary>
    public const string Raw = "raw/clickstream/";

    /// <summary>Micro-batches of events: <c>landing/clickstream/YYYY/MM/DD/HH/*.json.gz</c>, by event time.</summary>
    public const string Landing = "landing/clickstream/";

    /// <summary>Micro-batches of per-minute results: <c>landing/engagement/YYYY/MM/DD/HH/*.json.gz</c>, by event time.</summary>
    public const string LandingEngagement = "landing/engagement/";

    /// <summary>Rejected input: <c>quarantine/YYYY/MM/DD/HH/*.json.gz</c>, by the hour it is accounted in.</summary>
    public const string Quarantine = "quarantine/";

    /// <summary>Versions of <c>fact_clicks</c>, and the manifest of each hour.</summary>
    public const string FactClicks = "curated/fact_clicks/";

    /// <summary>Link files of <c>fact_order_items</c>; its files lie with those of <see cref="FactClicks"/>, whose manifests publish them.</summary>
    public const string FactOrderItems = "curated/fact_order_items/";

    /// <summary>Versions of all dimensions, and their one manifest.</summary>
    public const string Dimensions = "curated/dimensions/";

    /// <summary>Link files of <c>dim_users</c>.</summary>
    public const string DimUsers = "curated/dim_users/";

    /// <summary>Link files of <c>dim_users_history</c>.</summary>
    public const string DimUsersHistory = "curated/dim_users_history/";

    /// <summary>Link files of <c>dim_products</c>.</summary>
    public const string DimProducts = "curated/dim_products/";

    /// <summary>Versions of per-minute engagement.</summary>
    public const string Engagement = "curated/engagement/";

    /// <summary>The name of every manifest.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Reconciliation reports.</summary>
    public const string Audit = "audit/";

    /// <summary>A copy of each alert: <c>alerts/purchases/YYYY/MM/DD/HH/ID.json</c>, by event time.</summary>
    public const string AlertCopies = "alerts/purchases/";

    /// <summary>
    /// Alerts that a channel did not take: <c>alerts/dead-letter/CHANNEL/YYYY/MM/DD/HH/ID.json</c>, one alert each, by event time.
    /// </summary>
    public const string DeadLetters = "alerts/dead-letter/";

    /// <summary>
    /// Input that the alert functions could not read: <c>alerts/quarantine/YYYY/MM/DD/HH/*.json.gz</c>. Apart from <see cref="Quarantine"/>, which is the
    /// workers' and is reconciled with what they read.
    /// </summary>
    public const string AlertQuarantine = "alerts/quarantine/";

    /// <summary>What each shard has read, by checkpoint: <c>audit/ledger/shards/SHARD/CHECKPOINT.json</c>.</summary>
    public const string ShardLedgers = "audit/ledger/shards/";

    /// <summary>What each producer has put: <c>audit/ledger/producers/PRODUCER.json</c>.</summary>
    public const string ProducerLedgers = "audit/ledger/producers/";

    /// <summary>Checks of quality that were made: <c>audit/quality/YYYY/MM/DD/*.parquet</c>, the table <c>quality</c>.</summary>
    public const string QualityLog = "audit/quality/";

    /// <summary>Which entries of the quarantine were put into the stream again: <c>audit/quarantine/replayed/NUMBER.json.gz</c>.</summary>
    public const string ReplayedEntries = "audit/quarantine/replayed/";

    /// <summary>What was taken in without a stream: <c>audit/ledger/raw/YYYY/MM/DD/HH/SOURCE.json</c>, by the hour of the raw folder.</summary>
    public const string RawLedgers = "audit/ledger/raw/";

    /// <summary>Window state of each shard, by checkpoint: <c>state/SHARD/CHECKPOINT/…</c>.</summary>
    public const string State = "state/";

    /// <summary>The key of a micro-batch of one shard. The range makes it the same when the same records are read again.</summary>
    /// <param name="prefix">One of <see cref="Landing"/>, <see cref="LandingEngagement"/>, <see cref="Quarantine"/>.</param>
    /// <param name="hour">The hour it is filed under.</param>
    /// <param name="shard">The shard it was read from.</param>
    /// <param name="first">The first record it covers.</param>
    /// <param name="last">The last record it covers.</param>
    public static ObjectKey MicroBatch(string prefix, Hour hour, ShardId shard, SequenceNumber first, SequenceNumber last) =>
        new($"{prefix}{hour.Path}/{shard}-{first}-{last}.json.gz");

    /// <summary>The manifest of an hour of <see cref="FactClicks"/> or <see cref="Engagement"/>.</summary>
    public static ObjectKey Manifest(string table, Hour hour) => new($"{table}{hour.Partition}/{ManifestName}");

    /// <summary>The manifest of <see cref="Dimensions"/>.</summary>
    public static ObjectKey DimensionsManifest => new($"{Dimensions}{ManifestName}");

    /// <summary>What the replay of the quarantine is doing.</summary>
    public static ObjectKey QuarantineJournal => new($"{Audit}quarantine/journal.json");

    /// <summary>A list of entries that were put again together.</summary>
    public static ObjectKey ReplayedBatch(long number) => new($"{ReplayedEntries}{number:D8}.json.gz");

    /// <summary>Minutes that became final because nothing more came; no records of their own belong to it.</summary>
    public static ObjectKey ClosedMinutes(Hour hour, ShardId shard, SequenceNumber through) =>
        new($"{LandingEngagement}{hour.Path}/{shard}-{through}-closed.json.gz");

    /// <summary>All state of a shard.</summary>
    public static string StateOf(ShardId shard) => $"{State}{shard}/";

    /// <summary>The state of a shard as of a checkpoint.</summary>
    public static ObjectKey ShardState(ShardId shard, Leases.Checkpoint checkpoint) => new($"{StateOf(shard)}{checkpoint}/state.bin");

    /// <summary>A part of a shard's seen set. It is named by its content, so it is never replaced by another.</summary>
    public static ObjectKey SeenGeneration(ShardId shard, long number, string contentHash) =>
        new($"{StateOf(shard)}seen/{number:D10}-{contentHash}.bin");

    /// <summary>The ledger of a shard as of a checkpoint.</summary>
    public static ObjectKey ShardLedger(ShardId shard, Leases.Checkpoint checkpoint) => new($"{ShardLedgers}{shard}/{checkpoint}.json");

    /// <summary>The ledger of a producer.</summary>
    public static ObjectKey ProducerLedger(string producer) => new($"{ProducerLedgers}{producer}.json");

    /// <summary>The ledger of a raw object, which also is the mark that all of it is published.</summary>
    public static ObjectKey RawLedger(RawObject raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        return new($"{RawLedgers}{raw.Hour.Path}/{raw.Identity}.json");
    }

    /// <summary>The hour under a prefix that a key is filed in.</summary>
    /// <returns>Null if the key is not under the prefix, or its folders name no hour.</returns>
    public static Hour? HourOf(string prefix, ObjectKey key)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (!key.Value.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = key.Value[prefix.Length..];
        var end = -1;
        for (var i = 0; i < 4; i++)
        {
            end = rest.IndexOf('/', end + 1);
            if (end < 0)
            {
                return null;
            }
        }

        return Hour.TryParse(rest[..end], out var hour) ? hour : null;
    }
}
