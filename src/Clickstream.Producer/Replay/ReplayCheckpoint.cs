using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;

namespace Clickstream.Producer.Replay;

/// <summary>
/// How far a replay is: for each object the inputs that are durable in the stream or in the quarantine. Stored in the data folder as
/// <c>audit/replay/ID.json</c>. The ledger follows from it, so it is never ahead of it.
/// </summary>
internal sealed record ReplayCheckpoint
{
    public required string Replay { get; init; }

    public required string Producer { get; init; }

    /// <summary>Whether everything that was there was read to its end.</summary>
    public required bool Complete { get; init; }

    /// <summary>Which run saved it, so that a run knows its own again; null in a position from before there was one.</summary>
    public string? Run { get; init; }

    /// <summary>By key of the object.</summary>
    public required SortedDictionary<string, FilePosition> Files { get; init; }

    public static ReplayCheckpoint Start(ReplayOptions options) => new()
    {
        Replay = options.Id,
        Producer = options.ProducerId,
        Complete = false,
        Files = new SortedDictionary<string, FilePosition>(StringComparer.Ordinal),
    };

    public static ObjectKey KeyOf(string id) => new($"{LakeLayout.Audit}replay/{id}.json");

    public static ReplayCheckpoint Read(ObjectKey key, ReadOnlySpan<byte> json)
    {
        try
        {
            var read = JsonSerializer.Deserialize(json, ReplayJson.Default.ReplayCheckpoint) ?? throw new JsonException("It is null.");
            return read with { Files = new SortedDictionary<string, FilePosition>(read.Files, StringComparer.Ordinal) };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{key} is no position of a replay: {e.Message} It is not ignored, because starting anew would put everything twice. "
                + "Restore it, or replay under another id into another data folder.", e);
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ReplayJson.Default.ReplayCheckpoint);

    public ProducerLedger ToLedger()
    {
        var quarantined = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in Files.Values.Where(file => file.Quarantined > 0))
        {
            quarantined[file.Hour] = quarantined.GetValueOrDefault(file.Hour) + file.Quarantined;
        }

        var read = Files.Values.Sum(file => file.Inputs);
        return new ProducerLedger
        {
            Producer = Producer,
            Read = read,
            Put = read - quarantined.Values.Sum(),
            Quarantined = quarantined,
            Complete = Complete,
        };
    }
}

/// <summary>How far an object was replayed.</summary>
internal sealed record FilePosition
{
    /// <summary>The hour of its folder, as a path.</summary>
    public required string Hour { get; init; }

    /// <summary>Its bytes when it was read.</summary>
    public required long Size { get; init; }

    /// <summary>When it had been put, when it was read.</summary>
    public required DateTimeOffset Modified { get; init; }

    /// <summary>Inputs that were replayed.</summary>
    public required long Inputs { get; init; }

    /// <summary>Those of them that went to the quarantine instead of the stream.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Event time of the last one in microseconds since 1970; what follows without a time is merged by it.</summary>
    public required long Time { get; init; }

    /// <summary>Whether the object was read to its end.</summary>
    public required bool Finished { get; init; }

    public static FilePosition Start(RawObject raw) => new()
    {
        Hour = raw.Hour.Path,
        Size = raw.Size,
        Modified = raw.Modified,
        Inputs = 0,
        Quarantined = 0,
        Time = raw.Hour.Start.Microseconds,
        Finished = false,
    };

    public bool IsOf(RawObject raw) => Size == raw.Size && Modified == raw.Modified;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReplayCheckpoint))]
internal sealed partial class ReplayJson : JsonSerializerContext;
