using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Clickstream.Aws.Configuration;

/// <summary>Reads settings from a JSON file, over which environment variables win: <c>CLICKSTREAM_BUCKET</c> for <c>bucket</c>, and so on.</summary>
public static class AwsSettingsReader
{
    /// <summary>What the environment variables begin with.</summary>
    public const string VariablePrefix = "CLICKSTREAM_";

    private const string TerraformOutput = "clickstream_config"; // In infra/outputs.tf.

    /// <summary>Reads the settings.</summary>
    /// <param name="json">The file's content: one object, or what 'terraform output -json' prints, which holds it; empty if there is no file.</param>
    /// <param name="variable">The value of an environment variable; null if it is not set.</param>
    /// <exception cref="AwsSettingsException">The file is no such object, or values are wrong; the message names everything that is.</exception>
    public static AwsSettings Read(ReadOnlySpan<byte> json, Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        // Generated code sets every property, so the defaults have to be in the document.
        var document = JsonSerializer.SerializeToNode(new AwsSettings(), AwsSettingsJson.Default.AwsSettings)!.AsObject();
        foreach (var (name, value) in Parse(json))
        {
            document[name] = value?.DeepClone();
        }

        foreach (var property in AwsSettingsJson.Default.AwsSettings.Properties)
        {
            if (variable(VariablePrefix + property.Name.ToUpperInvariant()) is { Length: > 0 } value)
            {
                document[property.Name] = FromText(property.PropertyType, value);
            }
        }

        var settings = Bind(document);
        return settings.Validate() is { Count: > 0 } problems ? throw new AwsSettingsException(string.Join(Environment.NewLine, problems)) : settings;
    }

    private static JsonObject Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return [];
        }

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            var document = JsonNode.Parse(json, documentOptions: options) as JsonObject ?? throw new AwsSettingsException("The configuration must be one JSON object.");
            return document[TerraformOutput] is { } output ? ValueOf(output) : document;
        }
        catch (JsonException fault)
        {
            throw new AwsSettingsException($"The configuration is no JSON: {fault.Message}", fault);
        }
    }

    private static JsonObject ValueOf(JsonNode output) =>
        (output as JsonObject)?["value"] as JsonObject
        ?? throw new AwsSettingsException($"The configuration has no value in {TerraformOutput}. Write it with 'terraform output -json'.");

    private static AwsSettings Bind(JsonObject document)
    {
        try
        {
            return document.Deserialize(AwsSettingsJson.Default.AwsSettings)!;
        }
        catch (JsonException fault)
        {
            var names = string.Join(", ", AwsSettingsJson.Default.AwsSettings.Properties.Select(property => property.Name));
            throw new AwsSettingsException($"The configuration cannot be used: {fault.Message} Its names are: {names}.", fault);
        }
    }

    private static JsonNode FromText(Type type, string value) =>
        type == typeof(string) || type == typeof(Uri) ? JsonValue.Create(value)
        : type == typeof(bool) ? JsonValue.Create(value is "1" or "true")
        : TryNode(value) ?? JsonValue.Create(value);

    private static JsonNode? TryNode(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return null; // It stays text, and the binding says what was expected in its place.
        }
    }
}

/// <summary>The settings cannot be used; the message says what to change.</summary>
public sealed class AwsSettingsException(string message, Exception? innerException = null) : Exception(message, innerException);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AwsSettings))]
internal sealed partial class AwsSettingsJson : JsonSerializerContext;
