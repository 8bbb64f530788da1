namespace Clickstream.Core.Catalog.Ddl;

/// <summary>An object that no declared partition reaches, or a declared partition without what it promises.</summary>
/// <param name="Table">The table.</param>
/// <param name="Place">The object or the folder.</param>
/// <param name="Problem">What is wrong, and what to do.</param>
public sealed record ReachProblem(string Table, string Place, string Problem);
