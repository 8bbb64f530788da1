using Clickstream.Core.Objects;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;

namespace Clickstream.Local.Tests.Objects;

/// <summary>Many writers of one new name at the same moment, again and again: the manifest of an hour and a claim stand on there being one winner.</summary>
public sealed class PutIfAbsentRaceTests : IDisposable
{
    private const int Keys = 400;
    private const int Writers = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("clickstream-race-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Of_writers_that_come_at_once_one_wins_and_its_content_stays()
    {
        var store = new FolderObjectStore(LocalDataFolder.Open(_folder), TimeProvider.System);
        for (var number = 0; number < Keys; number++)
        {
            var key = new ObjectKey($"race/{number}/manifest.json");
            using var start = new Barrier(Writers);
            var tags = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return store.PutIfAbsentAsync(key, BitConverter.GetBytes(writer), default);
                },
                TaskCreationOptions.LongRunning).Unwrap()));
            var winner = Assert.Single(tags, tag => tag is not null);
            Assert.Equal(winner, (await store.GetAsync(key, default))!.ETag);
        }
    }
}
