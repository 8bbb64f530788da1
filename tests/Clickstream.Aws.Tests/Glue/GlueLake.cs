using Clickstream.Aws.Glue;
using Clickstream.Aws.Narrow;
using Clickstream.Aws.Tests.Narrow;
using Clickstream.Contracts;
using Clickstream.Core.Catalog;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;
using Clickstream.Emulators;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;

namespace Clickstream.Aws.Tests.Glue;

/// <summary>A lake of manifests in a folder, and a database of its own in moto's Glue.</summary>
internal sealed class GlueLake : IDisposable
{
    public static readonly Hour First = new(17_000 * 24);

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly Moto _moto;

    private GlueLake(Moto moto)
    {
        _moto = moto;
        Store = new FolderObjectStore(LocalDataFolder.Open(_path), TimeProvider.System);
        Database = Emulator.UniqueName("lake").Replace('-', '_');
        Catalog = new GlueCatalog(moto.Environment, new GlueOptions { Database = Database, Lake = "s3://lake" });
        Sync = new CatalogSync(Store, Catalog);
    }

    public string Database { get; }

    public FolderObjectStore Store { get; }

    public GlueCatalog Catalog { get; }

    public CatalogSync Sync { get; }

    public static async Task<GlueLake> StartAsync() => new(await Moto.StartAsync());

    /// <summary>Publishes a version of an hour in the manifests, as the compactor does.</summary>
    public async Task PublishAsync(Hour hour, string version) => await Store.PutAsync(
        LakeLayout.Manifest(LakeLayout.FactClicks, hour), ManifestJson.Serialize(Manifests.OfHour(hour, version, [new DataFile($"{version}/part-0.parquet", 1, 1, string.Empty)])), Deadline.Token);

    public async Task PublishUsersAsync(string version) => await Store.PutAsync(LakeLayout.DimensionsManifest, ManifestJson.Serialize(new DimensionsManifest
    {
        Version = version,
        Created = DateTimeOffset.UnixEpoch,
        Tables = new Dictionary<string, IReadOnlyList<DataFile>> { ["dim_users"] = [new DataFile($"{version}/users.parquet", 1, 1, string.Empty)] },
        Hours = new Dictionary<string, string>(),
        Sums = new Dictionary<string, DimensionSum>(),
    }), Deadline.Token);

    public async Task<IReadOnlyList<CatalogPartition>> ListAsync() =>
        [.. (await Catalog.ListAsync(LakeTable.FactClicks, Deadline.Token)).OrderBy(partition => partition.Hour)];

    public static CatalogPartition PartitionOf(Hour hour) => new(hour, $"curated/fact_clicks/_symlink_format_manifest/{hour.Partition}/");

    /// <summary>The files that the link file of an hour names.</summary>
    public async Task<IReadOnlyList<string>> LinksAsync(Hour hour) =>
        await Store.GetAsync(LinkFile.KeyOf(LakeTable.FactClicks, hour), Deadline.Token) is { } link ? LinkFile.Read(link.Content.Span) : [];

    public async Task<System.Text.Json.JsonElement> TableAsync(string name) =>
        (await _moto.CallAsync(NarrowService.Glue, "GetTable", new { DatabaseName = Database, Name = name })).GetProperty("Table");

    public void Dispose()
    {
        Catalog.Dispose();
        _moto.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
