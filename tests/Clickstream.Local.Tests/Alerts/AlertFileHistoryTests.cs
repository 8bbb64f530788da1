using Clickstream.Core.Alerts;
using Clickstream.Local.Alerts;

namespace Clickstream.Local.Tests.Alerts;

public sealed class AlertFileHistoryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_is_followed_by_whole_lines_and_the_latest_are_kept()
    {
        var history = new AlertFileHistory(_folder.Open());
        Assert.Equal(0, (await history.ReadAsync(CancellationToken.None)).Count);

        await AppendAsync(Enumerable.Range(0, 60).Select(Line));
        Assert.Equal(60, (await history.ReadAsync(CancellationToken.None)).Count);

        var (begin, end) = (Line(60)[..10], Line(60)[10..]);
        await AppendAsync(["no alert\n", begin]);
        Assert.Equal(60, (await history.ReadAsync(CancellationToken.None)).Count);

        await AppendAsync([end]);
        var now = await history.ReadAsync(CancellationToken.None);
        Assert.Equal(61, now.Count);
        Assert.Equal(Enumerable.Range(11, AlertFileHistory.Kept).Select(number => $"a{number}"), now.Latest.Select(alert => alert.Id));
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_read_from_its_beginning()
    {
        var history = new AlertFileHistory(_folder.Open());
        await AppendAsync([Line(1), Line(2)]);
        await history.ReadAsync(CancellationToken.None);
        File.Delete(_folder.Of("alerts.jsonl"));
        await AppendAsync([Line(3)]);

        var now = await history.ReadAsync(CancellationToken.None);

        Assert.Equal((1, "a3"), (now.Count, Assert.Single(now.Latest).Id));
    }

    private Task AppendAsync(IEnumerable<string> parts) => File.AppendAllTextAsync(_folder.Of("alerts.jsonl"), string.Concat(parts));

    private static string Line(int number)
    {
        var time = DateTimeOffset.UnixEpoch;
        var alert = new Alert($"a{number}", "purchase", $"o{number}", null, null, 1, 5m, "EUR", time, time, "Ö");
        return System.Text.Encoding.UTF8.GetString(AlertJson.Serialize(alert)) + "\n";
    }
}
