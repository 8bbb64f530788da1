using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Core.Objects;

namespace Clickstream.Producer.Generate;

/// <summary>
/// The exact right answers for generated traffic, counted by the generator from what it meant to make.
/// Stored as JSON with snake-case names at <see cref="KeyOf"/>, only when all the traffic is durable.
/// </summary>
public sealed record Oracle
{
    /// <summary>Where oracles are.</summary>
    public const string Prefix = "oracle/";

    /// <summary>What made the traffic.</summary>
    public required GenerateOptions Options { get; init; }

    /// <summary>The seed, again, for those who only look at the top level.</summary>
    public required long Seed { get; init; }

    /// <summary>Inputs written: accepted + duplicates + quarantined.</summary>
    public required long Read { get; init; }

    /// <summary>Different valid events.</summary>
    public required long Accepted { get; init; }

    /// <summary>Exact copies of accepted events.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Inputs that are no valid event.</summary>
    public required long Quarantined { get; init; }

    /// <summary>The same by reason, in lower case with underscores.</summary>
    public required IReadOnlyDictionary<string, long> QuarantinedByReason { get; init; }

    /// <summary>Accepted events that come after their minute is final, in any number of shards.</summary>
    public required long Late { get; init; }

    /// <summary>Purchase alerts: one for each order.</summary>
    public required long Alerts { get; init; }

    /// <summary>Orders.</summary>
    public required long Orders { get; init; }

    /// <summary>Revenue of the orders in <see cref="Currency"/>.</summary>
    public required decimal Revenue { get; init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>Rows of <c>fact_clicks</c> when all is compacted: the accepted events.</summary>
    public required long ParquetRows { get; init; }

    /// <summary>Different minutes of event time with at least one accepted event.</summary>
    public required long EngagementMinutes { get; init; }

    /// <summary>Different visitors, by user id, else by anonymous id.</summary>
    public required long Users { get; init; }

    /// <summary>Different user ids.</summary>
    public required long SignedInUsers { get; init; }

    /// <summary>Different visits.</summary>
    public required long Sessions { get; init; }

    /// <summary>Counts by hour, key <c>YYYY/MM/DD/HH</c>.</summary>
    public required IReadOnlyDictionary<string, OracleHour> Hours { get; init; }

    /// <summary>Every minute with at least one accepted event, in order.</summary>
    public required IReadOnlyList<OracleMinute> Minutes { get; init; }

    /// <summary>Where the oracle of a seed is: <c>oracle/seed-SEED.json</c>.</summary>
    public static ObjectKey KeyOf(long seed) => new($"{Prefix}seed-{seed}.json");

    /// <summary>Reads the oracle of a seed.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="InvalidDataException">The object is no oracle.</exception>
    public static async Task<Oracle?> LoadAsync(IObjectStore store, long seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (await store.GetAsync(KeyOf(seed), cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(stored.Content.Span, OracleJson.Default.Oracle)
                ?? throw new InvalidDataException($"{KeyOf(seed)} is no oracle: it is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{KeyOf(seed)} is no oracle: {e.Message}", e);
        }
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, OracleJson.Default.Oracle);
}

/// <summary>The right answers for one hour.</summary>
/// <param name="Written">Inputs in the raw files of the hour, of whatever event time.</param>
/// <param name="Accepted">Different valid events of this hour of event time.</param>
/// <param name="Duplicates">Copies of events of this hour of event time.</param>
/// <param name="Quarantined">Rejected inputs in the raw files of the hour.</param>
/// <param name="Late">Late events of this hour of event time.</param>
/// <param name="Orders">Orders of this hour of event time.</param>
/// <param name="Revenue">Their revenue.</param>
public sealed record OracleHour(long Written, long Accepted, long Duplicates, long Quarantined, long Late, long Orders, decimal Revenue)
{
    /// <summary>Inputs accounted in this hour: valid ones by event time, rejected ones by the hour of their file.</summary>
    public long Read => Accepted + Duplicates + Quarantined;
}

/// <summary>The right answers for one minute of event time.</summary>
/// <param name="Minute">Its first instant, for instance <c>2026-03-01T00:07Z</c>.</param>
/// <param name="Events">Accepted events, late ones included.</param>
/// <param name="ByType">The same by event type.</param>
/// <param name="Orders">Orders.</param>
/// <param name="Revenue">Their revenue.</param>
/// <param name="Users">Different visitors, by user id, else by anonymous id.</param>
/// <param name="Sessions">Different visits.</param>
public sealed record OracleMinute(
    string Minute, long Events, IReadOnlyDictionary<string, long> ByType, long Orders, decimal Revenue, long Users, long Sessions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Oracle))]
internal sealed partial class OracleJson : JsonSerializerContext;
