namespace Clickstream.Lambda.Runtime;

/// <summary>One event that a function is asked to handle.</summary>
/// <param name="RequestId">Its id; a retry of an asynchronous invocation has the same one.</param>
/// <param name="Deadline">When Lambda ends the process.</param>
/// <param name="Event">The event's JSON.</param>
internal sealed record Invocation(string RequestId, DateTimeOffset Deadline, ReadOnlyMemory<byte> Event);
