using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Local.Alerts;

namespace Clickstream.Local.Tests.Alerts;

public sealed class FileAlertChannelTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string File => _folder.Of("alerts.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_alert_is_one_line()
    {
        using var channel = new FileAlertChannel(_folder.Open());
        await channel.PublishAsync([AlertOf("1"), AlertOf("2")], mayBeRepeat: false, Deadline.Token);
        await channel.PublishAsync([AlertOf("3")], mayBeRepeat: false, Deadline.Token);
        Assert.Equal(["1", "2", "3"], Ids());
    }

    [Fact]
    public async Task A_repeat_is_left_out_by_another_process_too()
    {
        using var first = new FileAlertChannel(_folder.Open());
        using var second = new FileAlertChannel(_folder.Open());
        await first.PublishAsync([AlertOf("1"), AlertOf("2")], mayBeRepeat: false, Deadline.Token);
        await second.PublishAsync([AlertOf("2"), AlertOf("3"), AlertOf("3")], mayBeRepeat: true, Deadline.Token);
        await first.PublishAsync([AlertOf("3"), AlertOf("4")], mayBeRepeat: true, Deadline.Token);
        Assert.Equal(["1", "2", "3", "4"], Ids());
    }

    [Fact]
    public async Task An_old_holder_that_comes_late_is_left_out_although_it_believes_its_alert_to_be_new()
    {
        using var newHolder = new FileAlertChannel(_folder.Open());
        using var oldHolder = new FileAlertChannel(_folder.Open());
        await newHolder.PublishAsync([AlertOf("1")], mayBeRepeat: true, Deadline.Token);
        await oldHolder.PublishAsync([AlertOf("1"), AlertOf("2")], mayBeRepeat: false, Deadline.Token);
        Assert.Equal(["1", "2"], Ids());
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_off_and_comes_again()
    {
        using var channel = new FileAlertChannel(_folder.Open());
        await channel.PublishAsync([AlertOf("1"), AlertOf("2")], mayBeRepeat: false, Deadline.Token);
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        for (var cut = 1; cut < 40; cut++)
        {
            await System.IO.File.WriteAllBytesAsync(File, whole[..^cut]);
            using var restarted = new FileAlertChannel(_folder.Open());
            await restarted.PublishAsync([AlertOf("2")], mayBeRepeat: true, Deadline.Token);
            Assert.Equal(["1", "2"], Ids());
        }
    }

    [Fact]
    public async Task Many_channels_append_at_once_and_lose_nothing()
    {
        var folder = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            using var channel = new FileAlertChannel(folder);
            for (var i = 0; i < 50; i++)
            {
                await channel.PublishAsync([AlertOf($"{writer}-{i}"), AlertOf($"shared-{i}")], mayBeRepeat: true, Deadline.Token);
            }
        })));
        var ids = Ids();
        Assert.Equal(250, ids.Count);
        Assert.Equal(250, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_file_that_was_removed_is_begun_anew()
    {
        using var channel = new FileAlertChannel(_folder.Open());
        await channel.PublishAsync([AlertOf("1"), AlertOf("2")], mayBeRepeat: true, Deadline.Token);
        await channel.PublishAsync([AlertOf("2")], mayBeRepeat: true, Deadline.Token);
        System.IO.File.Delete(File);
        await channel.PublishAsync([AlertOf("1")], mayBeRepeat: true, Deadline.Token);
        Assert.Equal(["1"], Ids());
    }

    private static Alert AlertOf(string id) => new(
        id, "purchase", id, "user", null, 1, 9.99m, "EUR", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "Bought \"ünïcode\".\n");

    private List<string> Ids() =>
        [.. System.IO.File.ReadAllLines(File).Select(line => AlertJson.Parse(System.Text.Encoding.UTF8.GetBytes(line)).Id)];
}
