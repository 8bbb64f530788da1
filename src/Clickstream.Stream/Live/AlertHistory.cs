using Clickstream.Core.Alerts;

namespace Clickstream.Stream.Live;

/// <summary>The alerts that are stored, whoever sent them.</summary>
/// <param name="Count">How many, each once.</param>
/// <param name="Latest">The latest of them, oldest first; fifty are enough.</param>
public sealed record AlertHistory(long Count, IReadOnlyList<Alert> Latest);
