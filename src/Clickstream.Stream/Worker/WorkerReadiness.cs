namespace Clickstream.Stream.Worker;

/// <summary>Whether the worker does its work, for <c>/readyz</c>.</summary>
/// <param name="IsReady">True once the leases are known and as long as no shard is kept from going on.</param>
/// <param name="Reason">One sentence: why it is not ready, or that it is.</param>
public sealed record WorkerReadiness(bool IsReady, string Reason);
