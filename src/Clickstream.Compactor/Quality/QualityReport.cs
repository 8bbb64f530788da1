namespace Clickstream.Compactor.Quality;

/// <summary>What the checks of a lake found.</summary>
/// <param name="Checks">All checks, those that do not hold first.</param>
/// <param name="Log">Where they are kept.</param>
public sealed record QualityReport(IReadOnlyList<QualityCheck> Checks, string Log)
{
    /// <summary>Whether no severe check failed.</summary>
    public bool Holds => !Checks.Any(check => check.IsSevere);
}
