using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Compactor.Erasure;

/// <summary>An object that an erasure rewrote or removed.</summary>
public sealed record ErasedObject
{
    /// <summary>What it belongs to: <c>raw, landing, quarantine, alerts, fact_clicks, old_versions</c>.</summary>
    public required string Layer { get; init; }

    /// <summary>Its key.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of its bytes before, lower-case hexadecimal; null for one that is new.</summary>
    public string? Before { get; init; }

    /// <summary>SHA-256 of its bytes since; null for one that was removed.</summary>
    public string? After { get; init; }

    /// <summary>Events, entries or alerts of the person in it.</summary>
    public long Items { get; init; }
}

/// <summary>
/// What an erasure did: <c>audit/erasures/ID.json</c>. It names the person by a salted hash only; while the erasure is under way also by the ids that are
/// linked to them, which a run after a kill could not find any more.
/// </summary>
public sealed record ErasureReceipt
{
    /// <summary>Names the erasure.</summary>
    public required string Id { get; init; }

    /// <summary>What was done.</summary>
    public required ErasureMode Mode { get; init; }

    /// <summary>Whether linked devices and visits were included.</summary>
    public required bool Anonymous { get; init; }

    /// <summary>SHA-256 over the salt of the lake's tombstones and the user id.</summary>
    public required string Person { get; init; }

    /// <summary>When it was begun, UTC. Late events from before it are kept out of the tables.</summary>
    public required DateTimeOffset Requested { get; init; }

    /// <summary>When it was done; null while it is not.</summary>
    public DateTimeOffset? Completed { get; init; }

    /// <summary>What makes the pseudonyms; gone when it is done.</summary>
    public string? PseudonymKey { get; init; }

    /// <summary>Linked anonymous ids, while it is under way.</summary>
    public IReadOnlyList<string>? AnonymousIds { get; init; }

    /// <summary>Linked sessions, while it is under way.</summary>
    public IReadOnlyList<string>? Sessions { get; init; }

    /// <summary>Hours whose old versions are to be removed, while it is under way.</summary>
    public IReadOnlyList<string> Hours { get; init; } = [];

    /// <summary>Every object that was rewritten or removed, in order of key.</summary>
    public required IReadOnlyList<ErasedObject> Objects { get; init; }

    /// <summary>Events, entries and alerts of the person, by layer.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, long> Items => new SortedDictionary<string, long>(
        Layers.ToDictionary(layer => layer, layer => Objects.Where(item => item.Layer == layer).Sum(item => item.Items)), StringComparer.Ordinal);

    /// <summary>The layers that a person is found in.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["raw", "landing", "quarantine", "alerts", "fact_clicks"];

    /// <summary>Where receipts are.</summary>
    public static string Prefix => $"{LakeLayout.Audit}erasures/receipts/";

    /// <summary>Where a receipt is.</summary>
    public static ObjectKey KeyOf(string id) => new($"{Prefix}{id}.json");

    /// <summary>As JSON, with snake_case names.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ErasureJson.Default.ErasureReceipt);

    /// <summary>Reads one.</summary>
    /// <exception cref="UnknownFormatException">It is damaged.</exception>
    public static ErasureReceipt Read(ObjectKey key, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ErasureJson.Default.ErasureReceipt) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new UnknownFormatException($"{key} is no receipt of an erasure: {fault.Message} Restore it.", fault);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ErasureReceipt))]
internal sealed partial class ErasureJson : JsonSerializerContext;
