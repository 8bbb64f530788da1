using System.Text;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Core.Time;

namespace Clickstream.Core.Catalog;

/// <summary>
/// Says to engines that read a folder which files are published: a text object with one location a line, in a place that never changes. A version may
/// have files in several folders, and no engine sees anything but these. The layout is the one that Athena and Redshift Spectrum read for Delta Lake
/// (SymlinkTextInputFormat).
/// </summary>
public static class LinkFile
{
    /// <summary>The folder below the root of a table.</summary>
    public const string Folder = "_symlink_format_manifest/";

    private const string Name = "manifest";

    /// <summary>The location of a table: what its partitions are below.</summary>
    public static string RootOf(LakeTable table) => $"{table.Root}{Folder}";

    /// <summary>The location of an hour of a table.</summary>
    public static string FolderOf(LakeTable table, Hour hour) => $"{RootOf(table)}{hour.Partition}/";

    /// <summary>The object that names the files of an hour.</summary>
    public static ObjectKey KeyOf(LakeTable table, Hour hour) => new($"{FolderOf(table, hour)}{Name}");

    /// <summary>The object that names the files of a table without partitions.</summary>
    public static ObjectKey KeyOf(LakeTable table) => new($"{RootOf(table)}{Name}");

    /// <summary>Its content.</summary>
    /// <param name="files">The published files; those without rows are left out.</param>
    /// <param name="locationOf">Where an object is, in the words of the engine.</param>
    public static byte[] Write(IEnumerable<DataFile> files, Func<string, string> locationOf) =>
        Encoding.UTF8.GetBytes(string.Concat(files.Where(file => file.Rows > 0).Select(file => locationOf(file.Key) + "\n")));

    /// <summary>The locations that an object names.</summary>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> content) =>
        Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
