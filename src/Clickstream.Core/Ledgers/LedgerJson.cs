using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Core.Ledgers;

/// <summary>Ledgers as JSON, with snake_case names.</summary>
public static class LedgerJson
{
    /// <summary>Writes the ledger of a shard.</summary>
    public static byte[] Serialize(ShardLedger ledger) =>
        JsonSerializer.SerializeToUtf8Bytes(ledger, LedgerJsonContext.Default.ShardLedger);

    /// <summary>Writes the ledger of a producer.</summary>
    public static byte[] Serialize(ProducerLedger ledger) =>
        JsonSerializer.SerializeToUtf8Bytes(ledger, LedgerJsonContext.Default.ProducerLedger);

    /// <summary>Writes the ledger of a raw object.</summary>
    public static byte[] Serialize(RawLedger ledger) => JsonSerializer.SerializeToUtf8Bytes(ledger, LedgerJsonContext.Default.RawLedger);

    /// <summary>Reads the ledger of a shard.</summary>
    /// <exception cref="UnknownFormatException">It is damaged, or of a newer format.</exception>
    public static ShardLedger ReadShard(ObjectKey key, ReadOnlySpan<byte> json) => Read(key, json, LedgerJsonContext.Default.ShardLedger);

    /// <summary>Reads the ledger of a producer.</summary>
    /// <exception cref="UnknownFormatException">It is damaged, or of a newer format.</exception>
    public static ProducerLedger ReadProducer(ObjectKey key, ReadOnlySpan<byte> json) =>
        Read(key, json, LedgerJsonContext.Default.ProducerLedger);

    /// <summary>Reads the ledger of a raw object.</summary>
    /// <exception cref="UnknownFormatException">It is damaged, or of a newer format.</exception>
    public static RawLedger ReadRaw(ObjectKey key, ReadOnlySpan<byte> json) => Read(key, json, LedgerJsonContext.Default.RawLedger);

    private static T Read<T>(ObjectKey key, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new UnknownFormatException($"{key} is no ledger: it is null.");
        }
        catch (JsonException exception)
        {
            throw new UnknownFormatException($"{key} is not a ledger that this program can read: {exception.Message}", exception);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(ShardIdJsonConverter)])]
[JsonSerializable(typeof(ShardLedger))]
[JsonSerializable(typeof(ProducerLedger))]
[JsonSerializable(typeof(RawLedger))]
internal sealed partial class LedgerJsonContext : JsonSerializerContext;
