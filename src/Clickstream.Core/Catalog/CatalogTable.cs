using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>A table of the lake, where its manifests are, and which of the files that they name are its own.</summary>
/// <param name="Table">The table.</param>
/// <param name="ManifestRoot">The folder of the manifests; a table that is derived from another one is published by that one's.</param>
/// <param name="FilesOf">Reads the table's files from a manifest.</param>
internal sealed record CatalogTable(LakeTable Table, string ManifestRoot, Func<ObjectKey, ReadOnlyMemory<byte>, IReadOnlyList<DataFile>> FilesOf)
{
    /// <summary>The tables that are partitioned by hour.</summary>
    public static IReadOnlyList<CatalogTable> Hourly { get; } =
    [
        new(LakeTable.FactClicks, LakeLayout.FactClicks, (key, json) => ManifestJson.ReadHour(key, json.Span).Files),
        new(LakeTable.FactOrderItems, LakeLayout.FactClicks, (key, json) => ManifestJson.ReadHour(key, json.Span).OrderItems),
        new(LakeTable.EngagementMinutes, LakeLayout.Engagement, (key, json) => ManifestJson.ReadEngagement(key, json.Span).Files),
    ];

    /// <summary>The tables that are published as a whole.</summary>
    public static IReadOnlyList<CatalogTable> Whole { get; } =
    [
        Dimension(LakeTable.DimUsers),
        Dimension(LakeTable.DimUsersHistory),
        Dimension(LakeTable.DimProducts),
    ];

    /// <summary>The manifest of an hour.</summary>
    public ObjectKey ManifestOf(Hour hour) => LakeLayout.Manifest(ManifestRoot, hour);

    /// <summary>The manifest of a table that is published as a whole.</summary>
    public ObjectKey Manifest => new($"{ManifestRoot}{LakeLayout.ManifestName}");

    private static CatalogTable Dimension(LakeTable table) =>
        new(table, LakeLayout.Dimensions, (key, json) => ManifestJson.ReadDimensions(key, json.Span).FilesOf(table));
}
