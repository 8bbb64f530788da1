namespace Clickstream.Core.Sql;

/// <summary>The answer to a query.</summary>
/// <param name="Columns">Column names, in order.</param>
/// <param name="Rows">Values by column: null, bool, long, decimal, double, string, <see cref="DateTimeOffset"/>, or a map of strings.</param>
public sealed record QueryResult(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);
