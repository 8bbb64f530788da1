using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>A table of the lake, its folder, and how its manifests are read.</summary>
internal sealed record CatalogTable(LakeTable Table, string Root, Func<ObjectKey, ReadOnlyMemory<byte>, IManifest> Read)
{
    /// <summary>The tables that are partitioned by hour.</summary>
    public static IReadOnlyList<CatalogTable> Hourly { get; } =
    [
        new(LakeTable.FactClicks, LakeLayout.FactClicks, (key, json) => ManifestJson.ReadHour(key, json.Span)),
        new(LakeTable.Engagement, LakeLayout.Engagement, (key, json) => ManifestJson.ReadEngagement(key, json.Span)),
    ];

    /// <summary>The users.</summary>
    public static CatalogTable Users { get; } = new(LakeTable.DimUsers, LakeLayout.DimUsers, (key, json) => ManifestJson.ReadUsers(key, json.Span));

    /// <summary>The folder that the manifest of an hour publishes.</summary>
    public string FolderOf(Hour hour, IManifest manifest) => $"{Root}{hour.Partition}/{manifest.Version}/";
}
