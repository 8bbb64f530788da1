namespace Clickstream.Stream.Resilience;

/// <summary>Something that the worker depends on failed for so long that it stops. Nothing is lost: the next start goes on from the checkpoint.</summary>
public sealed class GaveUpException : IOException
{
    internal GaveUpException(string what, int failures, Exception cause)
        : base($"Cannot {what}; gave up after {failures} attempts: {cause.Message}", cause)
    {
    }
}
