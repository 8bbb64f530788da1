using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;

namespace Clickstream.Core.Lake;

/// <summary>Manifests as JSON, with snake_case names.</summary>
public static class ManifestJson
{
    /// <summary>Writes a manifest.</summary>
    public static byte[] Serialize(HourManifest manifest) =>
        JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJsonContext.Default.HourManifest);

    /// <summary>Writes a manifest.</summary>
    public static byte[] Serialize(EngagementManifest manifest) =>
        JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJsonContext.Default.EngagementManifest);

    /// <summary>Writes a manifest.</summary>
    public static byte[] Serialize(DimensionsManifest manifest) =>
        JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJsonContext.Default.DimensionsManifest);

    /// <summary>Reads the manifest of an hour.</summary>
    /// <exception cref="UnknownFormatException">It is damaged, or of a newer format.</exception>
    public static HourManifest ReadHour(ObjectKey key, ReadOnlySpan<byte> json) =>
        FormatOf(key, json, HourManifest.CurrentFormat) == 1
            ? Read(key, json, ManifestJsonContext.Default.HourManifestOfFormat1).ToCurrent()
            : Read(key, json, ManifestJsonContext.Default.HourManifest);

    /// <summary>Reads the manifest of an hour of engagement.</summary>
    /// <exception cref="UnknownFormatException">It is damaged, or of a newer format.</exception>
    public static EngagementManifest ReadEngagement(ObjectKey key, ReadOnlySpan<byte> json) =>
        ReadCurrent(key, json, EngagementManifest.CurrentFormat, ManifestJsonContext.Default.EngagementManifest);

    /// <summary>Reads the manifest of the dimensions.</summary>
    /// <exception cref="UnknownFormatException">It is damaged, or of a newer format.</exception>
    public static DimensionsManifest ReadDimensions(ObjectKey key, ReadOnlySpan<byte> json) =>
        ReadCurrent(key, json, DimensionsManifest.CurrentFormat, ManifestJsonContext.Default.DimensionsManifest);

    private static T ReadCurrent<T>(ObjectKey key, ReadOnlySpan<byte> json, int newest, JsonTypeInfo<T> type)
        where T : class
    {
        FormatOf(key, json, newest);
        return Read(key, json, type);
    }

    // The format is looked at first: a newer document need not have the members that this program requires.
    private static int FormatOf(ObjectKey key, ReadOnlySpan<byte> json, int newest)
    {
        var format = Read(key, json, ManifestJsonContext.Default.ManifestFormat).Format;
        return format > newest
            ? throw new UnknownFormatException(
                $"{key} has format {format}; this program reads up to {newest}. Use the version of clickstream that wrote it, or a later one.")
            : format >= 1 ? format : throw new UnknownFormatException($"{key} is no manifest: it names no format.");
    }

    private static T Read<T>(ObjectKey key, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new UnknownFormatException($"{key} is no manifest: it is empty.");
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new UnknownFormatException(
                $"{key} is damaged: {exception.Message} Restore it, or remove it and compact again from the landing zone.", exception);
        }
    }
}

internal sealed record ManifestFormat(int Format);

internal sealed class ShardIdJsonConverter : JsonConverter<ShardId>
{
    public override ShardId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("A shard has no name."));

    public override void Write(Utf8JsonWriter writer, ShardId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

internal sealed class SequenceNumberJsonConverter : JsonConverter<SequenceNumber>
{
    public override SequenceNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("A sequence number is missing."));

    public override void Write(Utf8JsonWriter writer, SequenceNumber value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    Converters = [typeof(ShardIdJsonConverter), typeof(SequenceNumberJsonConverter)])]
[JsonSerializable(typeof(HourManifest))]
[JsonSerializable(typeof(HourManifestOfFormat1))]
[JsonSerializable(typeof(EngagementManifest))]
[JsonSerializable(typeof(DimensionsManifest))]
[JsonSerializable(typeof(ManifestFormat))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
