namespace Clickstream.Core.Lake;

/// <summary>The commit point of <c>dim_users</c>. Stored as <c>curated/dim_users/manifest.json</c>.</summary>
public sealed record UsersManifest : IManifest
{
    /// <summary>The format that this program writes and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <inheritdoc/>
    public int Format { get; init; } = CurrentFormat;

    /// <inheritdoc/>
    public required string Version { get; init; }

    /// <inheritdoc/>
    public required DateTimeOffset Created { get; init; }

    /// <inheritdoc/>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Users that have a row.</summary>
    public required long Users { get; init; }

    /// <summary>The version of each hour of <c>fact_clicks</c> that it was made from; key: <see cref="Time.Hour.Path"/>.</summary>
    public required IReadOnlyDictionary<string, string> Hours { get; init; }
}
