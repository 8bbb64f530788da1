using System.Text;
using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Core.Objects;
using Clickstream.Core.Streams;
using Clickstream.Local.Alerts;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using Clickstream.Local.Sqlite;
using Clickstream.Local.Streams;

namespace Clickstream.Local.Tests.Disks;

public sealed class FullDiskTests
{
    [DiskFact]
    public async Task A_stream_on_a_full_disk_refuses_clearly_loses_nothing_and_goes_on_when_there_is_space()
    {
        using var disk = new SmallDisk(8);
        disk.Fill(4 * 1024);
        using var stream = new SqliteEventStream(LocalDataFolder.Open(disk.Path), TimeProvider.System);
        await stream.CreateIfAbsentAsync(1, Deadline.Token);
        var accepted = new List<string>();
        var fault = await Assert.ThrowsAsync<LocalStoreException>(async () =>
        {
            while (true)
            {
                await PutAsync(stream, accepted);
            }
        });
        Assert.Contains("the disk is full", fault.Message, StringComparison.Ordinal);

        disk.Free();
        await PutAsync(stream, accepted);
        var read = await stream.ReadTextsAsync(ShardRow.IdOf(0), StreamPosition.TrimHorizon, accepted.Count);
        Assert.Equal(accepted, read.Select(record => record.Text[..8]));
    }

    [DiskFact]
    public async Task An_object_that_does_not_fit_is_refused_and_the_old_one_stays()
    {
        using var disk = new SmallDisk(2);
        var store = new FolderObjectStore(LocalDataFolder.Open(disk.Path), TimeProvider.System);
        var key = new ObjectKey("a/b");
        await store.PutAsync(key, "old"u8.ToArray(), Deadline.Token);
        var large = new byte[4 * 1024 * 1024];
        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync(key, large, Deadline.Token));
        Assert.Contains("the disk is full", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutIfAbsentAsync(new ObjectKey("a/c"), large, Deadline.Token));

        Assert.Equal("old", Encoding.UTF8.GetString((await store.GetAsync(key, Deadline.Token))!.Content.Span));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Path, ".tmp")));
        await store.PutAsync(key, "new"u8.ToArray(), Deadline.Token);
    }

    [DiskFact]
    public async Task An_upload_that_does_not_fit_discards_itself()
    {
        using var disk = new SmallDisk(2);
        var store = new FolderObjectStore(LocalDataFolder.Open(disk.Path), TimeProvider.System);
        await using (var upload = await store.BeginUploadAsync(new ObjectKey("a"), Deadline.Token))
        {
            var large = new byte[4 * 1024 * 1024];
            await Assert.ThrowsAnyAsync<IOException>(async () => await upload.Content.WriteAsync(large, Deadline.Token));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Path, ".tmp")));
        Assert.Null(await store.GetAsync(new ObjectKey("a"), Deadline.Token));
    }

    [DiskFact]
    public async Task An_upload_that_is_given_up_on_a_full_disk_leaves_no_file()
    {
        using var disk = new SmallDisk(1);
        var store = new FolderObjectStore(LocalDataFolder.Open(disk.Path), TimeProvider.System);
        disk.Fill(1_000);
        await using (var upload = await store.BeginUploadAsync(new ObjectKey("a"), Deadline.Token))
        {
            // It fits into the buffer, so the disk refuses it only at the end.
            await upload.Content.WriteAsync(new byte[60_000], Deadline.Token);
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Path, ".tmp")));
    }

    [DiskFact]
    public async Task Alerts_that_did_not_fit_come_once_when_there_is_space()
    {
        using var disk = new SmallDisk(1);
        var folder = LocalDataFolder.Open(disk.Path);
        using var channel = new FileAlertChannel(folder);
        disk.Fill(900);
        var alerts = Enumerable.Range(0, 500).Select(AlertOf).ToArray();
        await Assert.ThrowsAsync<ObjectStoreException>(() => channel.PublishAsync(alerts, mayBeRepeat: false, Deadline.Token));
        disk.Free();
        await channel.PublishAsync(alerts, mayBeRepeat: true, Deadline.Token);
        var ids = File.ReadLines(folder.AlertsFile).Select(line => AlertJson.Parse(Encoding.UTF8.GetBytes(line)).Id);
        Assert.Equal(alerts.Select(alert => alert.Id), ids);
    }

    [DiskFact]
    public async Task A_disk_that_becomes_read_only_is_named_with_a_remedy()
    {
        using var disk = new SmallDisk(4);
        var folder = LocalDataFolder.Open(disk.Path);
        var store = new FolderObjectStore(folder, TimeProvider.System);
        await store.PutAsync(new ObjectKey("a"), default, Deadline.Token);
        using (var stream = new SqliteEventStream(folder, TimeProvider.System))
        {
            await stream.CreateIfAbsentAsync(1, Deadline.Token);
        }

        disk.MakeReadOnly();
        var put = await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync(new ObjectKey("b"), default, Deadline.Token));
        Assert.Contains("read-only", put.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.DeleteAsync(new ObjectKey("a"), Deadline.Token));
        Assert.NotNull(await store.GetAsync(new ObjectKey("a"), Deadline.Token));
        Assert.Throws<LocalStoreException>(() => new SqliteEventStream(folder, TimeProvider.System));
        var open = Assert.Throws<DataFolderException>(() => LocalDataFolder.Open(disk.Path));
        Assert.Contains("may be written", open.Message, StringComparison.Ordinal);
    }

    private static async Task PutAsync(SqliteEventStream stream, List<string> accepted)
    {
        var text = accepted.Count.ToString("D8", null);
        await stream.PutAcceptedAsync(StreamReading.Entry("k", text + new string('x', 50_000)));
        accepted.Add(text);
    }

    private static Alert AlertOf(int number) => new(
        $"{number}", "purchase", "o", null, null, 1, 1m, "EUR", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new string('x', 1_000));
}
