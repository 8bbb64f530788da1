using System.Text.Json.Serialization;

namespace Clickstream.Core.Lake;

/// <summary>
/// The commit point of the dimensions, which are published together, so that they agree with one another. Stored as
/// <c>curated/dimensions/manifest.json</c>.
/// </summary>
public sealed record DimensionsManifest : IManifest
{
    /// <summary>The format that this program writes and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <inheritdoc/>
    public int Format { get; init; } = CurrentFormat;

    /// <inheritdoc/>
    public required string Version { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The files of each table, by its name in SQL.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<DataFile>> Tables { get; init; }

    /// <summary>The files of all tables.</summary>
    [JsonIgnore]
    public IReadOnlyList<DataFile> Files => [.. Tables.OrderBy(table => table.Key, StringComparer.Ordinal).SelectMany(table => table.Value)];

    /// <summary>The version of each hour of <c>fact_clicks</c> that they were made from; key: <see cref="Time.Hour.Path"/>.</summary>
    public required IReadOnlyDictionary<string, string> Hours { get; init; }

    /// <summary>
    /// Sums over days, months and years that are over, so that a change of one hour need not read all others. By the beginning of the path of their hours.
    /// </summary>
    public required IReadOnlyDictionary<string, DimensionSum> Sums { get; init; }

    /// <summary>The files of a table; none if it is not known.</summary>
    public IReadOnlyList<DataFile> FilesOf(LakeTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Tables.GetValueOrDefault(table.Name, []);
    }
}

/// <summary>A sum over the hours of a day, a month or a year.</summary>
/// <param name="Of">A fingerprint of the hours and their versions.</param>
/// <param name="File">The file.</param>
public sealed record DimensionSum(string Of, DataFile File);
