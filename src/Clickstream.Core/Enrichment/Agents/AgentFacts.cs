namespace Clickstream.Core.Enrichment.Agents;

/// <summary>What a user agent says of the visitor. The texts are those that are stored; null where the user agent does not tell.</summary>
/// <param name="Device"><c>desktop</c>, <c>mobile</c>, <c>tablet</c>, <c>tv</c>, <c>console</c>, or <c>other</c> for a program.</param>
/// <param name="Os">Name of the operating system, without a version.</param>
/// <param name="Browser">Name of the browser, without a version; <c>Bot</c> for a program.</param>
/// <param name="IsBot">Whether it is a program's and not a person's.</param>
public sealed record AgentFacts(string? Device, string? Os, string? Browser, bool IsBot)
{
    /// <summary>Nothing is known.</summary>
    public static AgentFacts Unknown { get; } = new(null, null, null, false);
}
