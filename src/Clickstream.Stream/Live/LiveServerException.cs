namespace Clickstream.Stream.Live;

/// <summary>
/// The live page cannot be served; the message says why and what to do. Starting again with the same options helps only after the
/// remedy.
/// </summary>
public sealed class LiveServerException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LiveServerException(LiveServerProblem problem, string message, Exception? inner = null)
        : base(message, inner) => Problem = problem;

    /// <summary>Why.</summary>
    public LiveServerProblem Problem { get; }
}
