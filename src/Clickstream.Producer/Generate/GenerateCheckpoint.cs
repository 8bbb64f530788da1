using System.Text.Json;
using System.Text.Json.Serialization;
using Clickstream.Core.Lake;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Objects;

namespace Clickstream.Producer.Generate;

/// <summary>
/// How far traffic has been put into the stream: the number of lines of each lane. The ledger follows from it, so it can never be ahead of
/// it.
/// </summary>
internal sealed record GenerateCheckpoint
{
    public required string Producer { get; init; }

    public required IReadOnlyList<long> Lines { get; init; }

    public required bool Complete { get; init; }

    [JsonIgnore]
    public long Total => Lines.Sum();

    public static GenerateCheckpoint Start(GenerateOptions options) => new()
    {
        Producer = TrafficModel.ProducerId(options),
        Lines = new long[options.Lanes],
        Complete = false,
    };

    public ProducerLedger ToLedger() => new()
    {
        Producer = Producer,
        Read = Total,
        Put = Total,
        Quarantined = new Dictionary<string, long>(),
        Complete = Complete,
    };

    public static async Task<GenerateCheckpoint?> LoadAsync(IObjectStore store, string producer, CancellationToken cancellationToken)
    {
        var key = KeyOf(producer);
        if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(stored.Content.Span, GenerateJson.Default.GenerateCheckpoint);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{key} is no checkpoint: {e.Message} It is not skipped, because starting anew would put everything twice.", e);
        }
    }

    /// <summary>Saves the position, and then the ledger.</summary>
    public async Task SaveAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, GenerateJson.Default.GenerateCheckpoint);
        await store.PutAsync(KeyOf(Producer), json, cancellationToken).ConfigureAwait(false);
        await SaveLedgerAsync(store, cancellationToken).ConfigureAwait(false);
    }

    public Task SaveLedgerAsync(IObjectStore store, CancellationToken cancellationToken) =>
        store.PutAsync(LakeLayout.ProducerLedger(Producer), LedgerJson.Serialize(ToLedger()), cancellationToken);

    private static ObjectKey KeyOf(string producer) => new($"{LakeLayout.Audit}generate/{producer}.json");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GenerateCheckpoint))]
internal sealed partial class GenerateJson : JsonSerializerContext;
