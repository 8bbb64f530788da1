using Clickstream.Core.Sql;

namespace Clickstream.Compactor.Tests.Unload;

/// <summary>An engine that is slow to begin: something lands before its first statement.</summary>
internal sealed class LandingMeanwhile(ISqlEngine engine, Action land) : ISqlEngine
{
    private bool _hasLanded;

    public Task<QueryResult> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        if (!_hasLanded)
        {
            _hasLanded = true;
            land();
        }

        return engine.QueryAsync(sql, cancellationToken);
    }
}
