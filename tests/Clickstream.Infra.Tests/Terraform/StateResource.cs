using System.Text.Json;

namespace Clickstream.Infra.Tests.Terraform;

/// <summary>A resource of an applied state.</summary>
/// <param name="Address">Its address, for instance <c>module.storage.aws_s3_bucket.this["raw"]</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Values">Its attributes.</param>
internal sealed record StateResource(string Address, string Type, JsonElement Values)
{
    /// <summary>The key of the resource among those of its block: <c>raw</c>.</summary>
    public string Key => Address.Contains('"', StringComparison.Ordinal) ? Address.Split('"')[1] : string.Empty;

    /// <summary>An attribute as text; empty if it is null.</summary>
    public string Text(string name) => Values.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : string.Empty;

    /// <summary>An attribute that is JSON in a text, as policies are.</summary>
    public JsonElement Json(string name) => JsonDocument.Parse(Text(name)).RootElement;

    public override string ToString() => Address;
}
