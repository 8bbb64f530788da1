using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clickstream.Compactor.Reconcile;

/// <summary>The result of a reconciliation as JSON, with snake_case names.</summary>
public static class ReconcileJson
{
    /// <summary>Writes a result.</summary>
    public static byte[] Serialize(ReconcileResult result) =>
        JsonSerializer.SerializeToUtf8Bytes(result, ReconcileJsonContext.Default.ReconcileResult);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ReconcileResult))]
internal sealed partial class ReconcileJsonContext : JsonSerializerContext;
