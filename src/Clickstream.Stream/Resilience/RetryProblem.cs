namespace Clickstream.Stream.Resilience;

/// <summary>Something that fails and will be tried again.</summary>
/// <param name="What">What is attempted, as the end of "cannot …".</param>
/// <param name="Failures">How often it has failed in a row.</param>
/// <param name="Wait">The time until the next attempt.</param>
/// <param name="Cause">The last failure.</param>
internal sealed record RetryProblem(string What, int Failures, TimeSpan Wait, Exception Cause)
{
    /// <summary>One sentence for people.</summary>
    public override string ToString() => $"Cannot {What}: {Cause.Message}";
}
