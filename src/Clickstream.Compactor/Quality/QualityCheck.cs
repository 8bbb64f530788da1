namespace Clickstream.Compactor.Quality;

/// <summary>A check that was made.</summary>
/// <param name="Name">Which, as in <see cref="QualityRules"/>.</param>
/// <param name="Layer"><c>quarantine</c>, <c>facts</c> or <c>dimensions</c>.</param>
/// <param name="Table">The table.</param>
/// <param name="Hour">The hour; null for a table as a whole.</param>
/// <param name="Severity">What happens if it does not hold.</param>
/// <param name="Expected">What should be.</param>
/// <param name="Actual">What is.</param>
/// <param name="Holds">Whether it holds.</param>
public sealed record QualityCheck(
    string Name, string Layer, string Table, string? Hour, Severity Severity, string Expected, string Actual, bool Holds)
{
    /// <summary>Whether it does not hold and keeps a version from being published.</summary>
    public bool IsSevere => !Holds && Severity == Severity.Severe;

    /// <summary>One line for a person.</summary>
    public override string ToString() => $"{Name} of {Table}{(Hour is null ? string.Empty : $" {Hour}")}: expected {Expected}, found {Actual}";
}
