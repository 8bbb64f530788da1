namespace Clickstream.Core.Alerts;

/// <summary>An alert that a rule made, and who claims it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Claimant">Derived from what is being processed, so that a retry is the same claimant and another path is not.</param>
public sealed record FoundAlert(Alert Alert, string Claimant);
