using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Quality;

/// <summary>
/// Which checks are made, and how strictly: <c>config/quality.json</c> beside the data, so that all compactors go by the same rules. What the file does
/// not name is as it is by default.
/// </summary>
public sealed record QualityRules
{
    /// <summary>Files hold the columns of the table, with their types, and as many rows as the manifest says.</summary>
    public const string Schema = "schema";

    /// <summary>Inputs = accepted + duplicates + erased, and the buckets add up to the hour.</summary>
    public const string Accounting = "accounting";

    /// <summary>Columns that have to have a value.</summary>
    public const string Required = "required";

    /// <summary>One row for each click id, and for each user.</summary>
    public const string Unique = "unique";

    /// <summary>Events lie in the partition of their hour.</summary>
    public const string Hour = "hour";

    /// <summary>Prices and quantities are not negative.</summary>
    public const string Amounts = "amounts";

    /// <summary>What facts refer to is in its dimension.</summary>
    public const string References = "references";

    /// <summary>Inputs that were rejected, as a share.</summary>
    public const string Rejected = "rejected";

    /// <summary>Rows of an hour, as a multiple of those of the same hour a day before.</summary>
    public const string Volume = "volume";

    /// <summary>Hours since the end of the last hour that is published.</summary>
    public const string Freshness = "freshness";

    /// <summary>Where the rules of a lake are.</summary>
    public static ObjectKey Key { get; } = new("config/quality.json");

    /// <summary>The rules without a file.</summary>
    public static QualityRules Default { get; } = new()
    {
        Checks = new SortedDictionary<string, CheckRule>(StringComparer.Ordinal)
        {
            [Schema] = new() { Severity = Severity.Severe },
            [Accounting] = new() { Severity = Severity.Severe },
            [Required] = new() { Severity = Severity.Severe, Columns = ["click_id", "event_type", "event_timestamp"], MaxShare = 0 },
            [Unique] = new() { Severity = Severity.Severe },
            [Hour] = new() { Severity = Severity.Severe },
            [Amounts] = new() { Severity = Severity.Severe },
            [References] = new() { Severity = Severity.Severe },
            [Rejected] = new() { Severity = Severity.Warning, MaxShare = 0.05m, MinRows = 100 },
            [Volume] = new() { Severity = Severity.Warning, Min = 0.2m, Max = 5, MinRows = 1_000 },
            [Freshness] = new() { Severity = Severity.Warning, Max = 24 },
        },
    };

    /// <summary>The rules by name of the check.</summary>
    [JsonPropertyName("checks")]
    public required IReadOnlyDictionary<string, CheckRule> Checks { get; init; }

    /// <summary>The rule of a check.</summary>
    [JsonIgnore]
    public CheckRule this[string check] => Checks[check];

    /// <summary>Reads the rules of a lake; the default ones if it has none.</summary>
    /// <exception cref="UnknownFormatException">The file is damaged, or names what there is not.</exception>
    public static async Task<QualityRules> ReadAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.GetAsync(Key, cancellationToken) is { } stored ? Parse(stored.Content.Span) : Default;
    }

    /// <summary>Reads rules from JSON.</summary>
    /// <exception cref="UnknownFormatException">They are damaged, or name what there is not; the message lists all problems.</exception>
    public static QualityRules Parse(ReadOnlySpan<byte> json)
    {
        QualityRules read;
        try
        {
            read = JsonSerializer.Deserialize(json, QualityJson.Default.QualityRules) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new UnknownFormatException($"{Key} cannot be read: {fault.Message} 'clickstream quality --defaults' prints the default file.", fault);
        }

        return Problems(read).ToList() is { Count: > 0 } problems
            ? throw new UnknownFormatException($"{Key} cannot be used: {string.Join(' ', problems)}")
            : new QualityRules { Checks = Default.Checks.ToDictionary(pair => pair.Key, pair => (read.Checks.GetValueOrDefault(pair.Key) ?? new CheckRule()).Over(pair.Value)) };
    }

    /// <summary>The rules as a file.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, QualityJson.Default.QualityRules);

    private static IEnumerable<string> Problems(QualityRules rules)
    {
        foreach (var (name, rule) in rules.Checks)
        {
            if (!Default.Checks.ContainsKey(name))
            {
                yield return $"There is no check '{name}'; there are {string.Join(", ", Default.Checks.Keys)}.";
            }

            if (rule.MaxShare is < 0 or > 1)
            {
                yield return $"max_share of '{name}' is between 0 and 1.";
            }

            if (rule is { Min: { } min, Max: { } max } && min > max)
            {
                yield return $"min of '{name}' is greater than its max.";
            }

            foreach (var column in (rule.Columns ?? []).Where(column => LakeTable.FactClicks.Columns.All(known => known.Name != column)))
            {
                yield return $"fact_clicks has no column '{column}'.";
            }
        }
    }
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(QualityRules))]
internal sealed partial class QualityJson : JsonSerializerContext;
