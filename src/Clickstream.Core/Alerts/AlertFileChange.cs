namespace Clickstream.Core.Alerts;

/// <summary>What became of a file of alerts in which some were changed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Alerts">Alerts that were changed, or would be.</param>
/// <param name="Before">SHA-256 of its bytes before, lower-case hexadecimal.</param>
/// <param name="After">SHA-256 of its bytes since.</param>
public sealed record AlertFileChange(string Name, long Alerts, string Before, string After);
