namespace Clickstream.Aws.Metrics;

/// <summary>A metric with what was measured since the last time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">CloudWatch's word for the unit.</param>
/// <param name="Values">Finite numbers, at least one.</param>
internal sealed record EmbeddedMetric(string Name, string Unit, IReadOnlyList<double> Values);
