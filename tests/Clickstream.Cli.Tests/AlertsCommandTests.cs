using System.Text;
using Clickstream.Core.Alerts;
using Clickstream.Core.Objects;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;

namespace Clickstream.Cli.Tests;

public sealed class AlertsCommandTests
{
    [Fact]
    public async Task Check_names_every_error_with_its_line_and_ends_with_3()
    {
        using var line = new CommandLine();
        var file = Path.Combine(line.Data, "..", $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, "{\n\"rules\": [\n{ \"name\": \"a\", \"when\": \"sale\" },\n{ \"when\": \"purchase\" }\n]}");
        try
        {
            var (code, output, _) = await line.RunAsync("alerts", "check", file);
            Assert.Equal(ExitCode.CheckFailed, code);
            Assert.Contains("(3): error: \"when\" is 'sale'", output, StringComparison.Ordinal);
            Assert.Contains("(4): error: \"name\" is missing", output, StringComparison.Ordinal);
            Assert.Contains("2 errors", output, StringComparison.Ordinal);

            var (stream, _, messages) = await line.RunAsync("stream", "--until-idle", "--port", "0", "--rules", file);
            Assert.Equal(ExitCode.WrongUsage, stream);
            Assert.Contains("line 3: \"when\" is 'sale'", messages, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, "{\"rules\": [{\"name\": \"a\", \"when\": \"event\"}]}");
            var report = await line.JsonAsync("alerts", "check", file);
            Assert.True(report.GetProperty("valid").GetBoolean());
            Assert.Equal(1, report.GetProperty("problems").GetArrayLength());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_test_alert_goes_through_every_channel_and_tail_shows_it()
    {
        using var line = new CommandLine();
        var sent = await line.JsonAsync("alerts", "test");
        Assert.Equal("delivered", sent.GetProperty("channels").GetProperty("file").GetString());
        var tail = await line.JsonAsync("alerts", "tail");
        Assert.Equal(1, tail.GetProperty("count").GetInt32());
        Assert.Equal(sent.GetProperty("id").GetString(), tail.GetProperty("alerts")[0].GetProperty("id").GetString());
        var (code, output, _) = await line.RunAsync("alerts", "tail", "--last", "5");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("info  test  This is a test", output, StringComparison.Ordinal);
        var (failed, _, messages) = await line.RunAsync("alerts", "test", "--webhook", "http://127.0.0.1:9/");
        Assert.Equal(ExitCode.Failed, failed);
        Assert.Contains("webhook: 127.0.0.1 cannot be reached", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_are_counted_each_alert_once_and_leave_when_their_channel_takes_them()
    {
        using var line = new CommandLine();
        var objects = new FolderObjectStore(LocalDataFolder.Open(line.Data), TimeProvider.System);
        await DeadLetters.WriteAsync(objects, "file", [Alert("1"), Alert("2")], CancellationToken.None);
        await DeadLetters.WriteAsync(objects, "file", [Alert("2"), Alert("3")], CancellationToken.None);
        await DeadLetters.WriteAsync(objects, "webhook", [Alert("1")], CancellationToken.None);
        var counts = await line.JsonAsync("alerts", "dead-letter");
        Assert.Equal((3, 1), (counts.GetProperty("file").GetInt32(), counts.GetProperty("webhook").GetInt32()));

        Assert.Equal(3, (await line.JsonAsync("alerts", "replay", "file")).GetProperty("sent").GetInt32());

        Assert.Equal(3, (await line.JsonAsync("alerts", "tail")).GetProperty("count").GetInt32());
        Assert.False((await line.JsonAsync("alerts", "dead-letter")).TryGetProperty("file", out _));
        var (code, _, messages) = await line.RunAsync("alerts", "replay", "sns");
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("There is no channel 'sns' here; there are file.", messages, StringComparison.Ordinal);
        await objects.PutAsync(new ObjectKey("alerts/dead-letter/file/2026/03/01/10/x.json"), Encoding.UTF8.GetBytes("no alert\n"), CancellationToken.None);
        Assert.Equal(ExitCode.Failed, (await line.RunAsync("alerts", "dead-letter")).Code);
    }

    [Fact]
    public async Task Events_that_are_more_than_a_day_old_when_they_arrive_make_no_alerts_unless_asked()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "2000", "--hours", "1", "--seed", "3", "--start", "2026-03-01T00:00:00Z");
        await line.JsonAsync("replay", "--speed", "max");
        Assert.Equal(0, (await line.JsonAsync("stream", "--until-idle", "--port", "0")).GetProperty("alerts").GetInt32());
        Assert.Equal(0, (await line.JsonAsync("alerts", "tail")).GetProperty("count").GetInt32());
    }

    private static Alert Alert(string order) =>
        new(PurchaseAlert.IdOf(order), "purchase", order, null, null, 1, 1m, "EUR", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "t");
}
