using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clickstream.Producer.Collect.Spool;

/// <summary>How far a spool is drained, and whose it is. It is stored in the spool, since the one means nothing without the other.</summary>
internal sealed record SpoolPosition
{
    public const string FileName = "position.json";

    /// <summary>The producer of the events' origins; made once for each spool.</summary>
    public required string Producer { get; init; }

    /// <summary>The segment of the next event.</summary>
    public required long Segment { get; init; }

    /// <summary>The number of the next event: all before it are in the stream, or lost.</summary>
    public required long Next { get; init; }

    /// <summary>Events that damage to the disk took; what is left of them was set aside.</summary>
    public required long Lost { get; init; }

    /// <summary>Reads what is stored; null if nothing is.</summary>
    /// <exception cref="InvalidDataException">It cannot be read. It is not made anew: the events would get origins of other events.</exception>
    public static SpoolPosition? Load(ISpoolDisk disk) => disk.Read(FileName) is { } json ? Parse(json) : null;

    /// <summary>Reads what is stored.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static SpoolPosition Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SpoolJson.Default.SpoolPosition) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException(
                $"{FileName} of the spool is damaged: {fault.Message} Restore it; or move the spool away and start with an empty one, and what it holds is not put.",
                fault);
        }
    }

    public void Save(ISpoolDisk disk) => disk.Replace(FileName, JsonSerializer.SerializeToUtf8Bytes(this, SpoolJson.Default.SpoolPosition));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SpoolPosition))]
[JsonSerializable(typeof(List<SpoolDamage>))]
internal sealed partial class SpoolJson : JsonSerializerContext;
