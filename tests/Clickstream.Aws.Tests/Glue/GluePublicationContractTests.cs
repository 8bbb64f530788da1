using Clickstream.Contracts;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Aws.Tests.Glue;

/// <summary>Athena and Redshift Spectrum read the folders that Glue's partitions name, so these are what is seen.</summary>
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

    protected override IReadOnlyList<DataFile> WriteFiles(Hour hour, string version) => [];

    protected override Task FollowAsync(Hour hour) => _lake.Sync.PublishAsync(LakeTable.FactClicks, [hour], Deadline.Token);

    protected override Task RebuildAsync() => _lake.Sync.RebuildAsync(Deadline.Token);

    protected override async Task<IReadOnlyList<(Hour Hour, string Version)>> SeenAsync() =>
        [.. (await _lake.ListAsync()).Select(partition => (partition.Hour, partition.Folder.Split('/')[^2]))];
}
