using System.Text.Json;

namespace Clickstream.Campaign.Tests.Functions;

/// <summary>What a function answered to an event.</summary>
/// <param name="Response">Its response; null if it failed.</param>
/// <param name="Error">The type of the error; null if it did not fail.</param>
/// <param name="Message">The error's message.</param>
internal sealed record FunctionAnswer(JsonElement? Response, string? Error, string? Message)
{
    /// <summary>A number of the response.</summary>
    public long Number(string name) => Success.GetProperty(name).GetInt64();

    /// <summary>The sequence numbers that failed.</summary>
    public IReadOnlyList<string> Failures =>
        [.. Success.GetProperty("batchItemFailures").EnumerateArray().Select(item => item.GetProperty("itemIdentifier").GetString()!)];

    /// <summary>The response of a function that did not fail.</summary>
    public JsonElement Success => Response ?? throw new InvalidOperationException($"The function failed: {Error}: {Message}");
}
