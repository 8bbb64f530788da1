namespace Clickstream.Compactor.Quality;

/// <summary>What happens when a check does not hold.</summary>
public enum Severity
{
    /// <summary>It is not made.</summary>
    Off,

    /// <summary>It is told.</summary>
    Warning,

    /// <summary>A version is not published, and the command <c>quality</c> ends with exit code 3.</summary>
    Severe,
}
