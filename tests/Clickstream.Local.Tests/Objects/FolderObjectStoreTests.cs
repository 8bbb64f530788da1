using Clickstream.Contracts;
using Clickstream.Core.Objects;
using Clickstream.Local.Objects;

namespace Clickstream.Local.Tests.Objects;

public sealed class FolderObjectStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_listing_leaves_out_what_belongs_to_the_data_folder_itself()
    {
        var store = await OpenAsync();
        Directory.CreateDirectory(_folder.Of("local"));
        await File.WriteAllTextAsync(_folder.Of("local/stream.db"), "x");
        await File.WriteAllTextAsync(_folder.Of("alerts.jsonl"), "x");
        await File.WriteAllTextAsync(_folder.Of(".tmp/half"), "x");
        await store.PutAsync(new ObjectKey("raw/local/x"), "x"u8.ToArray(), Deadline.Token);
        Assert.Equal(["raw/local/x"], await KeysAsync(store, ""));
        Assert.Empty(await KeysAsync(store, "local/"));
        Assert.Empty(await KeysAsync(store, ".tmp/"));
        Assert.Empty(await KeysAsync(store, "clickstream"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(new ObjectKey("local/stream.db"), default, Deadline.Token));
    }

    [Fact]
    public async Task Leftovers_of_dead_processes_are_removed_and_those_of_living_ones_are_not()
    {
        await OpenAsync();
        await File.WriteAllTextAsync(_folder.Of(".tmp/old"), "x");
        await File.WriteAllTextAsync(_folder.Of(".tmp/new"), "x");
        File.SetLastWriteTimeUtc(_folder.Of(".tmp/old"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        await OpenAsync();
        Assert.False(File.Exists(_folder.Of(".tmp/old")));
        Assert.True(File.Exists(_folder.Of(".tmp/new")));
    }

    [Fact]
    public async Task No_temporary_file_stays_behind()
    {
        var store = await OpenAsync();
        var key = new ObjectKey("a/b");
        var tag = await store.PutAsync(key, "1"u8.ToArray(), Deadline.Token);
        await store.PutIfAbsentAsync(key, "2"u8.ToArray(), Deadline.Token);
        await store.PutIfAbsentAsync(new ObjectKey("a/c"), "2"u8.ToArray(), Deadline.Token);
        await store.PutIfMatchAsync(key, "3"u8.ToArray(), tag, Deadline.Token);
        await store.PutIfMatchAsync(key, "4"u8.ToArray(), tag, Deadline.Token);
        await (await store.BeginUploadAsync(key, Deadline.Token)).DisposeAsync();
        Assert.Empty(Directory.EnumerateFiles(_folder.Of(".tmp")));
    }

    [Fact]
    public async Task A_folder_for_reading_only_is_read_and_never_written()
    {
        Directory.CreateDirectory(_folder.Of("2019/10"));
        await File.WriteAllTextAsync(_folder.Of("2019/10/local.json"), "{}");
        var store = FolderObjectStore.OpenReadOnly(_folder.Path);
        Assert.Equal(["2019/10/local.json"], await KeysAsync(store, ""));
        Assert.NotNull(await store.GetAsync(new ObjectKey("2019/10/local.json"), Deadline.Token));
        var key = new ObjectKey("x");
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync(key, default, Deadline.Token));
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.DeleteAsync(key, Deadline.Token));
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.BeginUploadAsync(key, Deadline.Token));
        Assert.Equal([_folder.Of("2019")], Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.Throws<ObjectStoreException>(() => FolderObjectStore.OpenReadOnly(_folder.Of("nowhere")));
    }

    [Fact]
    public async Task A_name_that_a_folder_has_is_refused_with_a_reason()
    {
        var store = await OpenAsync();
        await store.PutAsync(new ObjectKey("a/b"), default, Deadline.Token);
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync(new ObjectKey("a"), default, Deadline.Token));
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync(new ObjectKey("a/b/c"), default, Deadline.Token));
    }

    [Fact]
    public async Task Folders_come_and_go_under_many_writers()
    {
        var store = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var key = new ObjectKey($"deep/er/{writer}");
                await store.PutAsync(key, "x"u8.ToArray(), Deadline.Token);
                await store.DeleteAsync(key, Deadline.Token);
            }
        })));
        Assert.Empty(await KeysAsync(store, ""));
        Assert.False(Directory.Exists(_folder.Of("deep")));
    }

    [Fact]
    public async Task Processes_that_count_by_put_if_match_lose_no_count_even_when_one_is_killed()
    {
        const int counts = 150;
        var store = await OpenAsync();
        await using var one = ChildProcess.Start("count", _folder.Path, "counter", counts);
        await using var two = ChildProcess.Start("count", _folder.Path, "counter", counts);
        await using var killed = ChildProcess.Start("count", _folder.Path, "counter", int.MaxValue);
        var said = await killed.ReadAsync(40);
        said.AddRange(await killed.KillAsync());
        await one.EndAsync();
        await two.EndAsync();
        var content = (await store.GetAsync(new ObjectKey("counter"), Deadline.Token))!.Content;
        var counted = int.Parse(System.Text.Encoding.UTF8.GetString(content.Span), null);
        Assert.InRange(counted, (2 * counts) + said[^1], (2 * counts) + said[^1] + 1); // It may have died before it could say the last one.
    }

    private static async Task<List<string>> KeysAsync(FolderObjectStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var info in store.ListAsync(prefix, Deadline.Token))
        {
            keys.Add(info.Key.Value);
        }

        return keys;
    }

    private Task<FolderObjectStore> OpenAsync() => Task.FromResult(new FolderObjectStore(_folder.Open(), TimeProvider.System));
}
