namespace Clickstream.Cli.Tests;

public sealed class QuarantineTests
{
    [Fact]
    public async Task Rejected_inputs_are_listed_shown_and_put_again_after_a_fix_and_everything_reconciles()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "raw", "--events", "3000", "--hours", "2", "--seed", "11");
        var folder = Path.Combine(line.Data, "raw", "clickstream", "2026", "03", "01", "05");
        Directory.CreateDirectory(folder);
        var misnamed = Enumerable.Range(0, 40).Select(number =>
            $$"""{"kind":"purchase","event_id":"q{{number}}","event_timestamp":"2026-03-01T05:00:{{number:D2}}Z","user_id":"u{{number}}","price":2,"currency":"EUR"}""");
        await File.WriteAllLinesAsync(Path.Combine(folder, "misnamed.json"), misnamed.Append("\u001b[2Jbroken"));
        await SettleAsync(line);
        var before = await line.JsonAsync("reconcile");

        var list = await line.JsonAsync("quarantine", "list");
        Assert.Equal(before.GetProperty("quarantined").GetInt64(), list.GetProperty("entries").GetInt64());
        var missing = list.GetProperty("reasons").EnumerateArray().Single(group => group.GetProperty("reason").GetString() == "missing_type");
        Assert.True(missing.GetProperty("entries").GetInt64() >= 40);
        Assert.Equal(40, missing.GetProperty("hours").GetProperty("2026/03/01/05").GetInt64());
        var shown = await line.RunAsync("quarantine", "show", "--reason", "malformed_json", "--limit", "1000");
        Assert.Contains("\\u{1b}[2Jbroken", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Output);

        var plan = await line.JsonAsync("quarantine", "replay", "--hour", "2026/03/01/05", "--rename", "kind=event_type", "--dry-run");
        var replayed = await line.JsonAsync("quarantine", "replay", "--reason", "missing_type", "--hour", "2026/03/01/05", "--rename", "kind=event_type");
        Assert.Equal((40L, 40L), (plan.GetProperty("replayed").GetInt64(), replayed.GetProperty("replayed").GetInt64()));
        var again = await line.JsonAsync("quarantine", "replay", "--rename", "kind=event_type");
        Assert.Equal((0L, 40L), (again.GetProperty("replayed").GetInt64(), again.GetProperty("before").GetInt64()));
        Assert.Equal(ExitCode.CheckFailed, (await line.RunAsync("reconcile")).Code); // They are on their way.

        await SettleAsync(line);
        var after = await line.JsonAsync("reconcile");
        long Change(string name) => after.GetProperty(name).GetInt64() - before.GetProperty(name).GetInt64();
        Assert.Equal((0L, 40L, 0L, -40L, 40L), (Change("read"), Change("accepted"), Change("duplicates"), Change("quarantined"), Change("orders")));
        Assert.Equal(before.GetProperty("revenue").GetDecimal() + 80, after.GetProperty("revenue").GetDecimal());
        Assert.Equal(
            after.GetProperty("quarantined").GetInt64(), (await line.JsonAsync("quarantine", "list")).GetProperty("entries").GetInt64());
    }

    [Theory]
    [InlineData("no reason", "quarantine", "show", "--reason", "nonsense")]
    [InlineData("not an hour", "quarantine", "list", "--hour", "yesterday")]
    [InlineData("no OLD=NEW", "quarantine", "replay", "--rename", "kind")]
    [InlineData("Run 'clickstream quarantine replay --help'", "quarantine", "replay", "--nonsense")]
    public async Task Wrong_usage_is_said(string message, params string[] args)
    {
        using var line = new CommandLine();
        var (code, _, messages) = await line.RunAsync(args);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(message, messages, StringComparison.Ordinal);
    }

    private static async Task SettleAsync(CommandLine line)
    {
        await line.JsonAsync("replay");
        await line.JsonAsync("stream", "--until-idle", "--alert-replays", "--port", "0");
        await line.JsonAsync("compact");
    }
}
