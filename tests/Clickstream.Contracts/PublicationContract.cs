using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Contracts;

/// <summary>
/// What queries see is what the manifests publish, whatever is between them: on AWS the catalog, which has to be brought to follow; locally nothing, since
/// the engine reads the manifests itself.
/// </summary>
public abstract class PublicationContract
{
    private static readonly Hour First = new(17_000 * 24);

    /// <summary>Where the manifests are; empty at first.</summary>
    protected abstract Task<IObjectStore> OpenAsync();

    /// <summary>Writes the files of a version of an hour.</summary>
    /// <returns>The files.</returns>
    protected abstract IReadOnlyList<DataFile> WriteFiles(Hour hour, string version);

    /// <summary>Does what the compactor does after it has written the manifest of an hour.</summary>
    protected abstract Task FollowAsync(Hour hour);

    /// <summary>Does what is done when manifests were removed by hand.</summary>
    protected abstract Task RebuildAsync();

    /// <summary>The hours that queries read, with the version of each, in order.</summary>
    protected abstract Task<IReadOnlyList<(Hour Hour, string Version)>> SeenAsync();

    [Fact]
    public async Task Nothing_is_seen_before_something_is_published()
    {
        await OpenAsync();
        await RebuildAsync();
        WriteFiles(First, "v1");
        Assert.Empty(await SeenAsync());
    }

    [Fact]
    public async Task An_hour_is_seen_in_the_version_that_was_published_last()
    {
        var store = await OpenAsync();
        await RebuildAsync();
        var second = new Hour(First.Number + 30); // Of the next day.
        await PublishAsync(store, First, "v1");
        await PublishAsync(store, second, "v1");
        Assert.Equal([(First, "v1"), (second, "v1")], await SeenAsync());

        await PublishAsync(store, First, "v2");
        await PublishAsync(store, First, "v2");
        Assert.Equal([(First, "v2"), (second, "v1")], await SeenAsync());
    }

    [Fact]
    public async Task An_hour_whose_manifest_is_removed_is_seen_no_more()
    {
        var store = await OpenAsync();
        await RebuildAsync();
        var second = new Hour(First.Number + 1);
        await PublishAsync(store, First, "v1");
        await PublishAsync(store, second, "v1");
        await store.DeleteAsync(LakeLayout.Manifest(LakeLayout.FactClicks, First), Deadline.Token);
        await RebuildAsync();
        Assert.Equal([(second, "v1")], await SeenAsync());
    }

    private async Task PublishAsync(IObjectStore store, Hour hour, string version)
    {
        var files = WriteFiles(hour, version);
        await store.PutAsync(LakeLayout.Manifest(LakeLayout.FactClicks, hour), ManifestJson.Serialize(Manifests.OfHour(hour, version, files)), Deadline.Token);
        await FollowAsync(hour);
    }
}
