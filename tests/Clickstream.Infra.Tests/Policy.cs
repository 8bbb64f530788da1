using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clickstream.Infra.Tests;

/// <summary>What the JSON of a policy says.</summary>
internal static class Policy
{
    /// <summary>The statements.</summary>
    public static IReadOnlyList<PolicyStatement> Statements(JsonElement document) =>
        [.. List(document.GetProperty("Statement")).Select(statement => new PolicyStatement(statement))];

    /// <summary>Whether every action on everything is denied without TLS.</summary>
    /// <param name="document">The policy.</param>
    /// <param name="bucket">For a bucket: its ARN, which must be denied with and without objects.</param>
    public static bool RefusesPlainHttp(JsonElement document, string? bucket) => Statements(document).Any(statement =>
        !statement.Allows
        && statement.Json.GetProperty("Principal").ToString().Contains('*', StringComparison.Ordinal)
        && statement.Json.TryGetProperty("Condition", out var condition)
        && condition.TryGetProperty("Bool", out var flags)
        && flags.TryGetProperty("aws:SecureTransport", out var tls)
        && tls.ToString().Contains("false", StringComparison.Ordinal)
        && (bucket is null || (statement.Actions.Contains("s3:*") && statement.Resources.ToHashSet().SetEquals([bucket, bucket + "/*"]))));

    /// <summary>Whether a pattern with * and ? takes a text, as IAM compares.</summary>
    public static bool Takes(string pattern, string text) =>
        Regex.IsMatch(text, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$");

    internal static IEnumerable<JsonElement> List(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
}

/// <summary>A statement of a policy.</summary>
internal sealed record PolicyStatement(JsonElement Json)
{
    public bool Allows => Json.GetProperty("Effect").GetString() == "Allow";

    public bool HasCondition => Json.TryGetProperty("Condition", out _);

    public string Name => Json.TryGetProperty("Sid", out var name) ? name.GetString()! : string.Empty;

    public IReadOnlyList<string> Actions => [.. Policy.List(Json.GetProperty("Action")).Select(action => action.GetString()!)];

    public IReadOnlyList<string> Resources => Json.TryGetProperty("Resource", out var resource) ? [.. Policy.List(resource).Select(one => one.GetString()!)] : [];
}
