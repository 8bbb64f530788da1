using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clickstream.Producer.Collect.Access;

/// <summary>The file of write keys, as <c>docs/schemas/collect-keys-1.json</c> describes it.</summary>
internal sealed record KeysDocument
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public required IReadOnlyList<KeyEntry> Keys { get; init; }
}

/// <summary>One key of the file.</summary>
internal sealed record KeyEntry
{
    public required string Name { get; init; }

    /// <summary>The key itself; or else <see cref="KeySha256"/>.</summary>
    public string? Key { get; init; }

    /// <summary>SHA-256 of the key in hexadecimal digits, for those who keep the key elsewhere.</summary>
    public string? KeySha256 { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    public IReadOnlyList<string>? Origins { get; init; }

    public double? EventsPerSecond { get; init; }

    public int? Burst { get; init; }

    public bool Server { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(KeysDocument))]
internal sealed partial class KeysJson : JsonSerializerContext;
