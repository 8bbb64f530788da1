using System.Text.Json;

namespace Clickstream.Lambda.Events;

/// <summary>Looks into JSON that may have any shape.</summary>
internal static class JsonLooks
{
    /// <summary>A member of an object; null if there is none, or it is no object.</summary>
    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var member) ? member : null;

    /// <summary>A text; null if it is none.</summary>
    public static string? Text(this JsonElement? element) => element is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;
}
