using Clickstream.Contracts;
using Clickstream.Local.Objects;
using Clickstream.Local.Sql;

namespace Clickstream.Local.Tests.Sql;

/// <summary>DuckDB runs the statements, so it is told nothing.</summary>
public sealed class DuckDbSqlEngineContractTests : SqlEngineContract
{
    protected override Task<SqlEngineUnderTest> CreateAsync(ToldAnswer told) => Task.FromResult(Create());

    protected override Task<SqlEngineUnderTest> CreateRefusingAsync(string column) => Task.FromResult(Create());

    protected override Task<SqlEngineUnderTest> CreateSlowAsync() => Task.FromResult(Create());

    private static SqlEngineUnderTest Create()
    {
        var folder = new TestFolder();
        var opened = folder.Open();
        return new SqlEngineUnderTest(new DuckDbSqlEngine(new FolderObjectStore(opened, TimeProvider.System), opened), () =>
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
