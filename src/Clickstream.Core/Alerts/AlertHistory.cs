namespace Clickstream.Core.Alerts;

/// <summary>The alerts that are stored, whoever sent them.</summary>
/// <param name="Count">How many, each once.</param>
/// <param name="Latest">The latest of them, oldest first.</param>
public sealed record AlertHistory(long Count, IReadOnlyList<Alert> Latest);
