namespace Clickstream.Local.Objects;

/// <summary>Settings of a folder as object store.</summary>
public sealed record FolderObjectStoreOptions
{
    /// <summary>
    /// Whether nothing may be put or removed. The folder is then never written, not even for temporary files. Default false.
    /// </summary>
    public bool IsReadOnly { get; init; }

    /// <summary>
    /// Whether a put is forced to the disk before it returns. Default false: a killed process loses nothing, but a power cut may take back
    /// the last seconds, as it may those of the stream.
    /// </summary>
    public bool FlushToDisk { get; init; }
}
