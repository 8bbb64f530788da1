using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clickstream.Core.Alerts;

/// <summary>An alert as one JSON object on one line, with snake_case names: what the file, the webhook and the dead letters hold. Times are ISO 8601.</summary>
public static class AlertJson
{
    /// <summary>Writes an alert, without a line break.</summary>
    public static byte[] Serialize(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(alert, AlertJsonContext.Default.Alert);

    /// <summary>Reads an alert.</summary>
    /// <exception cref="JsonException">The text is not an alert.</exception>
    public static Alert Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, AlertJsonContext.Default.Alert) ?? throw new JsonException("Expected an alert, found null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Alert))]
internal sealed partial class AlertJsonContext : JsonSerializerContext;
