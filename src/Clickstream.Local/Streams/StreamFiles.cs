namespace Clickstream.Local.Streams;

/// <summary>Where a stream keeps itself.</summary>
/// <param name="Database">Its SQLite file.</param>
/// <param name="BellFolder">The folder of its bell.</param>
internal readonly record struct StreamFiles(string Database, string BellFolder)
{
    /// <summary>The files of a stream with a folder of its own, which is made.</summary>
    public static StreamFiles In(string folder)
    {
        Directory.CreateDirectory(folder);
        return new StreamFiles(Path.Combine(folder, "stream.db"), Path.Combine(folder, "bell"));
    }
}
