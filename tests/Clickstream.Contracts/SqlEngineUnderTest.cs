using Clickstream.Core.Sql;

namespace Clickstream.Contracts;

/// <summary>An engine made for one statement.</summary>
/// <param name="Engine">Answers.</param>
/// <param name="Cleanup">Removes it.</param>
public sealed record SqlEngineUnderTest(ISqlEngine Engine, Func<ValueTask> Cleanup) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cleanup();
}

/// <summary>The answer to a statement in the words of SQL, for a service that cannot run statements here and has to be told.</summary>
/// <param name="Names">The columns.</param>
/// <param name="Types">Their types.</param>
/// <param name="Rows">The values as texts; null if there is none.</param>
public sealed record ToldAnswer(IReadOnlyList<string> Names, IReadOnlyList<string> Types, IReadOnlyList<IReadOnlyList<string?>> Rows);
