using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Local.Alerts;

namespace Clickstream.Local.Tests.Alerts;

public sealed class AlertFileEditTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string File => _folder.Of("alerts.jsonl");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a-pseudonym-that-is-much-longer-than-the-id-and-than-the-sentence-and-than-all-that-could-give-room-for-it-in-the-line-of-the-alert")]
    [InlineData("p")]
    [InlineData(null)]
    public async Task A_line_keeps_its_length_and_its_id_so_that_those_who_append_go_on(string? pseudonym)
    {
        using var channel = new FileAlertChannel(_folder.Open());
        await channel.PublishAsync([AlertOf("1", "them"), AlertOf("2", "other"), AlertOf("3", "them")], mayBeRepeat: false, Deadline.Token);
        var (length, second) = (new FileInfo(File).Length, Lines()[1]);
        await System.IO.File.AppendAllTextAsync(File, "torn by somebody\n");

        Alert? Edit(Alert alert) => alert.UserId == "them" ? alert with { UserId = pseudonym, Text = string.Empty } : null;
        Assert.Equal(2, (await AlertFileEdit.RunAsync(_folder.Open(), Edit, isWritten: false, Deadline.Token))!.Alerts);
        Assert.Contains("them", Lines()[0], StringComparison.Ordinal);
        var change = (await AlertFileEdit.RunAsync(_folder.Open(), Edit, isWritten: true, Deadline.Token))!;
        Assert.NotEqual(change.Before, change.After);
        Assert.Null(await AlertFileEdit.RunAsync(_folder.Open(), Edit, isWritten: true, Deadline.Token));

        Assert.Equal(length + "torn by somebody\n".Length, new FileInfo(File).Length);
        Assert.Equal(second, Lines()[1]);
        Assert.DoesNotContain(Lines(), line => line.Contains("them", StringComparison.Ordinal));
        await channel.PublishAsync([AlertOf("3", "them"), AlertOf("4", "other")], mayBeRepeat: true, Deadline.Token);
        Assert.Equal(["1", "2", "3", "4"], Lines().Where(line => line[0] == '{').Select(line => AlertJson.Parse(System.Text.Encoding.UTF8.GetBytes(line)).Id));
    }

    [Fact]
    public async Task Without_a_file_there_is_nothing_to_change() =>
        Assert.Null(await AlertFileEdit.RunAsync(_folder.Open(), alert => alert, isWritten: true, Deadline.Token));

    private string[] Lines() => System.IO.File.ReadAllLines(File);

    private static Alert AlertOf(string id, string user) => new(
        id, "purchase", "order-1", user, "p", 1, 2.5m, "EUR", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, $"Order order-1 by user {user}");
}
