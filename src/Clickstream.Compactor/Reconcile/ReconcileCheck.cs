namespace Clickstream.Compactor.Reconcile;

/// <summary>One comparison of the proof.</summary>
/// <param name="Name">What is compared, for instance <c>landed</c>.</param>
/// <param name="Scope">The hour, shard, producer or object that it is about; null for the whole.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Actual">What it is.</param>
/// <param name="Holds">Whether the check holds.</param>
/// <param name="Explanation">Why it may not hold, and what to do; null if it holds.</param>
public sealed record ReconcileCheck(string Name, string? Scope, string Expected, string Actual, bool Holds, string? Explanation);
