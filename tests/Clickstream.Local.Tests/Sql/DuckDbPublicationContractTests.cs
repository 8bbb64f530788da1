using Clickstream.Contracts;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;
using Clickstream.Local.Objects;
using Clickstream.Local.Sql;

namespace Clickstream.Local.Tests.Sql;

/// <summary>DuckDB over files that hold the name of their version.</summary>
public sealed class DuckDbPublicationContractTests : PublicationContract, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(Store());

    protected override IReadOnlyList<DataFile> WriteFiles(Hour hour, string version) => [FactFiles.Write(_folder, hour, version, version)];

    protected override Task FollowAsync(Hour hour) => Task.CompletedTask;

    protected override Task RebuildAsync() => Task.CompletedTask;

    protected override async Task<IReadOnlyList<(Hour Hour, string Version)>> SeenAsync()
    {
        var engine = new DuckDbSqlEngine(Store(), _folder.Open());
        var result = await engine.QueryAsync("select event_timestamp, click_id from fact_clicks order by 1, 2", Deadline.Token);
        return [.. result.Rows.Select(row => (EventTime.From((DateTimeOffset)row[0]!).Hour, (string)row[1]!))];
    }

    private FolderObjectStore Store() => new(_folder.Open(), TimeProvider.System);
}
