using System.Text.Json;

namespace Clickstream.Local.Folder;

/// <summary>
/// The folder that holds everything when there is no AWS: the lake itself (it is the root of the object store), the databases of the stream
/// and of the workers in <c>local/</c>, the alerts, and <c>clickstream.json</c>, which names the format.
/// </summary>
public sealed class LocalDataFolder
{
    /// <summary>The format that this version writes and reads.</summary>
    public const int Format = 1;

    private const string MarkName = "clickstream.json";
    private const string AlertsName = "alerts.jsonl";
    private const string LocalName = "local";

    private LocalDataFolder(string root) => Root = root;

    /// <summary>The folder, as a full path; also the root of the object store.</summary>
    public string Root { get; }

    /// <summary>The alerts, one JSON document a line.</summary>
    public string AlertsFile => Path.Combine(Root, AlertsName);

    /// <summary>The first segments of keys that are not objects.</summary>
    internal static IReadOnlyList<string> ReservedNames { get; } = [MarkName, AlertsName, LocalName];

    internal string StreamDatabase => Path.Combine(Root, LocalName, "stream.db");

    internal Streams.StreamFiles Stream => new(StreamDatabase, BellFolder);

    /// <summary>The streams that the Kinesis API made beside the folder's own.</summary>
    internal string StreamsFolder => Path.Combine(Root, LocalName, "streams");

    internal string KinesisDatabase => Path.Combine(Root, LocalName, "kinesis.db");

    internal string KinesisLock => Path.Combine(Root, LocalName, "kinesis.lock");

    internal string AlertsLock => Path.Combine(Root, LocalName, "alerts.lock");

    internal string BellFolder => Path.Combine(Root, LocalName, "bell");

    internal string CoordinationDatabase => Path.Combine(Root, LocalName, "coordination.db");

    /// <summary>Opens a data folder, making it if it is not there.</summary>
    /// <exception cref="DataFolderException">It is of a newer format, no folder, read-only, or cannot be made.</exception>
    public static LocalDataFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var folder = new LocalDataFolder(Path.GetFullPath(path));
        try
        {
            Directory.CreateDirectory(folder.BellFolder);
            folder.CheckMark();
            folder.CheckWritable();
            return folder;
        }
        catch (Exception fault) when (fault is (IOException or UnauthorizedAccessException) and not DataFolderException)
        {
            throw new DataFolderException(
                $"The data folder '{folder.Root}' cannot be used: {fault.Message} "
                + "Choose a folder that exists or can be made, and that may be written.",
                fault);
        }
    }

    private void CheckMark()
    {
        var path = Path.Combine(Root, MarkName);
        if (!File.Exists(path))
        {
            WriteMark(path);
        }

        var mark = ReadMark(path);
        if (mark.Format != Format)
        {
            throw new DataFolderException(
                $"The data folder '{Root}' has format {mark.Format} and this program knows format {Format}. "
                + "Use the version of the program that wrote it, or name another folder with --data.");
        }
    }

    private void CheckWritable() =>
        File.Create(Path.Combine(Root, LocalName, $"probe.{Guid.NewGuid():N}"), bufferSize: 1, FileOptions.DeleteOnClose).Dispose();

    /// <summary>
    /// Several processes may make the folder at once; the file appears whole, and the last one wins with the same content.
    /// </summary>
    private void WriteMark(string path)
    {
        var temporary = Path.Combine(Root, LocalName, $"{MarkName}.{Guid.NewGuid():N}");
        var mark = JsonSerializer.SerializeToUtf8Bytes(new DataFolderMark(Format), DataFolderJson.Default.DataFolderMark);
        File.WriteAllBytes(temporary, mark);
        File.Move(temporary, path, overwrite: true);
    }

    private DataFolderMark ReadMark(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), DataFolderJson.Default.DataFolderMark)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw new DataFolderException(
                $"'{path}' is damaged: {fault.Message} If '{Root}' is a data folder of Clickstream, write {{\"format\":{Format}}} into it; "
                + "otherwise name another folder with --data.",
                fault);
        }
    }
}
