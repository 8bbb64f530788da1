namespace Clickstream.Tests;

/// <summary>A data folder of its own, removed at the end.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clickstream-campaign-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
