namespace Clickstream.Core.Lake;

/// <summary>What the manifests of all tables have in common. A manifest is the one commit point of what it describes.</summary>
public interface IManifest
{
    /// <summary>The format it is written in.</summary>
    int Format { get; }

    /// <summary>The version that readers see; also the name of its folder. Later versions sort later.</summary>
    string Version { get; }

    /// <summary>When it was published, UTC.</summary>
    DateTimeOffset Created { get; }

    /// <summary>The Parquet files of the version.</summary>
    IReadOnlyList<DataFile> Files { get; }

    /// <summary>Every file that it names, in whatever folder: these must not be removed.</summary>
    IEnumerable<DataFile> AllFiles => Files;
}
