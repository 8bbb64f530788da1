using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clickstream.Stream.Tests.Live.Api;

/// <summary>
/// Compares JSON with the schemas of an OpenAPI 3.1 document, with the keywords that ours uses. One that it does not know is a fault, so nothing is
/// taken as checked that is not.
/// </summary>
internal sealed class SchemaCheck(JsonElement contract)
{
    private readonly List<string> _problems = [];

    /// <summary>What does not fit, with its place.</summary>
    public static IReadOnlyList<string> Of(JsonElement contract, JsonElement schema, JsonElement value)
    {
        var check = new SchemaCheck(contract);
        check.Check(schema, value, "$");
        return check._problems;
    }

    private void Check(JsonElement schema, JsonElement value, string place)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$ref":
                    Check(contract.GetProperty("components").GetProperty("schemas").GetProperty(keyword.Value.GetString()!.Split('/')[^1]), value, place);
                    break;
                case "type":
                    Require(IsOfType(keyword.Value, value), place, $"is no {keyword.Value}");
                    break;
                case "anyOf":
                    Require(keyword.Value.EnumerateArray().Any(one => Of(contract, one, value).Count == 0), place, "fits none of its forms");
                    break;
                case "enum":
                    Require(keyword.Value.EnumerateArray().Any(one => one.GetRawText() == value.GetRawText()), place, $"{value} is none of {keyword.Value}");
                    break;
                case "minimum":
                    Require(value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= keyword.Value.GetDecimal(), place, $"{value} is too small");
                    break;
                case "pattern":
                    Require(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!), place, $"{value} does not match");
                    break;
                case "format":
                    Require(keyword.Value.GetString() == "date-time" && IsTime(value), place, $"{value} is no time");
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    var at = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        Check(keyword.Value, item, $"{place}[{at++}]");
                    }

                    break;
                case "required" when value.ValueKind == JsonValueKind.Object:
                    foreach (var name in keyword.Value.EnumerateArray())
                    {
                        Require(value.TryGetProperty(name.GetString()!, out _), place, $"lacks {name}");
                    }

                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    CheckMembers(schema, keyword.Value, value, place);
                    break;
                case "description" or "items" or "required" or "properties" or "additionalProperties":
                    break;
                default:
                    _problems.Add($"{place}: the check does not know the keyword {keyword.Name}");
                    break;
            }
        }
    }

    private void CheckMembers(JsonElement schema, JsonElement properties, JsonElement value, string place)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (properties.TryGetProperty(member.Name, out var known))
            {
                Check(known, member.Value, $"{place}.{member.Name}");
            }
            else
            {
                Require(schema.GetProperty("additionalProperties").ValueKind != JsonValueKind.False, place, $"has the member {member.Name}, which the contract does not name");
            }
        }
    }

    private void Require(bool holds, string place, string problem)
    {
        if (!holds)
        {
            _problems.Add($"{place}: {problem}");
        }
    }

    private static bool IsOfType(JsonElement types, JsonElement value) => types.ValueKind == JsonValueKind.Array
        ? types.EnumerateArray().Any(type => IsOfType(type, value))
        : types.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "null" => value.ValueKind == JsonValueKind.Null,
            var other => throw new InvalidOperationException($"The check does not know the type {other}."),
        };

    private static bool IsTime(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _);
}
