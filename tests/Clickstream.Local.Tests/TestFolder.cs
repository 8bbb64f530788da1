using Clickstream.Local.Folder;

namespace Clickstream.Local.Tests;

/// <summary>A folder for one test, removed with it.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clickstream-local-").FullName;

    public LocalDataFolder Open() => LocalDataFolder.Open(Path);

    public string Of(string relative) => System.IO.Path.Combine(Path, relative);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
