using System.Net;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Alerts;
using Clickstream.Core.Objects;
using Clickstream.Local.Alerts;
using Clickstream.Local.Claims;
using Clickstream.Local.Folder;
using Clickstream.Local.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

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

        Assert.Equal(3, (await line.JsonAsync("alerts", "replay", "file", "--dry-run")).GetProperty("sent").GetProperty("file").GetInt32());
        Assert.Equal(0, (await line.JsonAsync("alerts", "tail")).GetProperty("count").GetInt32());
        Assert.Equal(3, (await line.JsonAsync("alerts", "replay", "file")).GetProperty("sent").GetProperty("file").GetInt32());

        Assert.Equal(3, (await line.JsonAsync("alerts", "tail")).GetProperty("count").GetInt32());
        Assert.False((await line.JsonAsync("alerts", "dead-letter")).TryGetProperty("file", out _));
        var (code, _, messages) = await line.RunAsync("alerts", "replay", "sns");
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("There is no channel 'sns' here; there are file.", messages, StringComparison.Ordinal);
        await objects.PutAsync(new ObjectKey("alerts/dead-letter/file/2026/03/01/10/x.json"), Encoding.UTF8.GetBytes("no alert\n"), CancellationToken.None);
        Assert.Equal(ExitCode.Failed, (await line.RunAsync("alerts", "dead-letter")).Code);
    }

    [Fact]
    public async Task Kept_alerts_of_a_range_are_sent_again_with_the_same_ids_and_marked_as_replayed()
    {
        using var line = new CommandLine();
        using (var file = new FileAlertChannel(LocalDataFolder.Open(line.Data)))
            await file.PublishAsync([.. Enumerable.Range(0, 10).Select(hour => Alert($"{hour}") with { EventTime = DateTimeOffset.UnixEpoch.AddHours(hour), Rule = hour == 4 ? "large" : "purchase" })], false, CancellationToken.None);
        var received = new List<JsonElement>();
        var status = StatusCodes.Status200OK;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var receiver = builder.Build();
        receiver.MapPost("/", async (HttpContext context) =>
        {
            received.Add((await JsonDocument.ParseAsync(context.Request.Body)).RootElement.Clone());
            context.Response.StatusCode = status;
        });
        await receiver.StartAsync();
        string[] replay = ["alerts", "replay", "webhook", "--webhook", receiver.Urls.Single(), "--from", "1970-01-01T03:00:00Z"];

        Assert.Equal(3, (await line.JsonAsync([.. replay, "--to", "1970-01-01T06:00:00Z", "--dry-run"])).GetProperty("sent").GetProperty("webhook").GetInt32());
        Assert.Empty(received);
        Assert.Equal(3, (await line.JsonAsync([.. replay, "--to", "1970-01-01T06:00:00Z"])).GetProperty("sent").GetProperty("webhook").GetInt32());
        Assert.True(received.Single().GetProperty("may_be_repeat").GetBoolean());
        var alerts = received.Single().GetProperty("alerts").EnumerateArray().ToList();
        Assert.Equal(new[] { "3", "4", "5" }.Select(PurchaseAlert.IdOf), alerts.Select(alert => alert.GetProperty("id").GetString()));
        Assert.All(alerts, alert => Assert.Equal(TimeProvider.System.GetUtcNow().Date, alert.GetProperty("replayed_at").GetDateTimeOffset().UtcDateTime.Date));
        Assert.Equal(1, (await line.JsonAsync([.. replay, "--rule", "large"])).GetProperty("sent").GetProperty("webhook").GetInt32());
        Assert.Equal(10, (await line.JsonAsync("alerts", "tail")).GetProperty("count").GetInt32()); // What is kept stays as it is.

        status = StatusCodes.Status400BadRequest;
        var (code, _, messages) = await line.RunAsync(replay);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("webhook took 0 of 7 alerts: 127.0.0.1 answered 400. Go on with --from 1970-01-01T03:00:00Z", messages, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, (await line.RunAsync("alerts", "replay", "file", "--from", "1970-01-01")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await line.RunAsync("alerts", "replay", "file", "--rule", "x")).Code);
    }

    [Theory]
    [InlineData("10", "between 30 and 86,400")]
    [InlineData("60", null)]
    public async Task The_claim_window_of_a_folder_is_an_option_with_limits(string seconds, string? problem)
    {
        using var line = new CommandLine();
        var (code, _, messages) = await line.RunAsync("stream", "--until-idle", "--port", "0", "--claim-window", seconds);
        Assert.Equal(problem is null ? ExitCode.Done : ExitCode.WrongUsage, code);
        Assert.Contains(problem ?? string.Empty, messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_passes_on_after_the_window_that_was_asked_for()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "2000", "--hours", "1", "--seed", "3");
        await line.JsonAsync("replay", "--speed", "max");
        var past = new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(31));
        var raw = string.Concat(Directory.EnumerateFiles(Path.Combine(line.Data, "raw"), "*.json", SearchOption.AllDirectories).Select(File.ReadAllText));
        var order = System.Text.RegularExpressions.Regex.Match(raw, "\"order_id\":\"([^\"]+)\"").Groups[1].Value;
        using (var claims = new SqliteClaimStore(LocalDataFolder.Open(line.Data), past))
            await claims.ClaimAsync([$"order:{order}"], "a-worker-that-died", CancellationToken.None);
        await line.JsonAsync("stream", "--until-idle", "--port", "0", "--alert-replays", "--claim-window", "30");
        Assert.Contains(order, await File.ReadAllTextAsync(LocalDataFolder.Open(line.Data).AlertsFile), StringComparison.Ordinal);
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
