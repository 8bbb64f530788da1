using Clickstream.Core.Lake;
using Clickstream.Core.Objects;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using Clickstream.Local.Streams;

namespace Clickstream.Producer.Tests;

/// <summary>A data folder for one test, with its embedded stores; removed with it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly LocalDataFolder _folder;
    private readonly List<SqliteEventStream> _streams = [];

    public DataFolder()
    {
        Path = Directory.CreateTempSubdirectory("clickstream-producer-").FullName;
        _folder = LocalDataFolder.Open(Path);
        Objects = new FolderObjectStore(_folder, TimeProvider.System);
    }

    public string Path { get; }

    public FolderObjectStore Objects { get; }

    /// <summary>Bounds every wait, so that a broken producer fails instead of hanging.</summary>
    public static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    public async Task<SqliteEventStream> OpenStreamAsync(int shards)
    {
        var options = new SqliteEventStreamOptions { Heartbeat = TimeSpan.FromMilliseconds(20) };
        var stream = new SqliteEventStream(_folder, TimeProvider.System, options);
        _streams.Add(stream);
        await stream.CreateIfAbsentAsync(shards, Deadline);
        return stream;
    }

    public async Task<IReadOnlyList<ObjectInfo>> ListAsync(string prefix)
    {
        var found = new List<ObjectInfo>();
        await foreach (var info in Objects.ListAsync(prefix, Deadline))
        {
            found.Add(info);
        }

        return found;
    }

    /// <summary>The raw objects, in order of hour and name.</summary>
    public Task<IReadOnlyList<ObjectInfo>> RawAsync() => ListAsync(LakeLayout.Raw);

    public void Dispose()
    {
        foreach (var stream in _streams)
        {
            stream.Dispose();
        }

        Directory.Delete(Path, recursive: true);
    }
}
