using Clickstream.Contracts;
using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Aws.Tests.Glue;

/// <summary>Athena and Redshift Spectrum read the link files in the folders that Glue's partitions name, so what these name is what is seen.</summary>
public sealed class GluePublicationContractTests : PublicationContract, IAsyncLifetime
{
    private GlueLake _lake = null!;

    public async Task InitializeAsync() => _lake = await GlueLake.StartAsync();

    public Task DisposeAsync()
    {
        _lake.Dispose();
        return Task.CompletedTask;
    }

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(_lake.Store);

    protected override IReadOnlyList<DataFile> WriteFiles(Hour hour, string version) =>
        [new DataFile($"{hour.Partition}/{version}/part-0.parquet", 1, 1, string.Empty)];

    protected override Task FollowAsync(Hour hour) => _lake.Sync.PublishAsync(LakeLayout.FactClicks, [hour], Deadline.Token);

    protected override Task RebuildAsync() => _lake.Sync.RebuildAsync(Deadline.Token);

    protected override async Task<IReadOnlyList<(Hour Hour, string Version)>> SeenAsync()
    {
        var seen = new List<(Hour, string)>();
        foreach (var partition in await _lake.ListAsync())
        {
            var stored = await _lake.Store.GetAsync(new ObjectKey($"{partition.Folder}manifest"), Deadline.Token);
            seen.AddRange(LinkFile.Read(stored!.Content.Span).Select(link => (partition.Hour, link.Split('/')[^2])));
        }

        return seen;
    }
}
