using System.Text;
using Clickstream.Core.Alerts;

namespace Clickstream.Local.Tests.Alerts;

public sealed class KilledAlertChannelTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_process_leaves_each_delivered_alert_exactly_once()
    {
        const int alerts = 400;
        var random = new Random(7);
        _folder.Open();
        await using var lasting = ChildProcess.Start("alert", _folder.Path, "shared-", alerts);
        for (var round = 0; round < 5; round++)
        {
            await using var killed = ChildProcess.Start("alert", _folder.Path, "shared-", alerts);
            await killed.ReadAsync(random.Next(1, 60));
            await killed.KillAsync();
        }

        await lasting.EndAsync();
        var ids = File.ReadLines(_folder.Of("alerts.jsonl")).Select(line => AlertJson.Parse(Encoding.UTF8.GetBytes(line)).Id).ToList();
        Assert.Equal(Enumerable.Range(0, alerts).Select(number => $"shared-{number}").Order(), ids.Order());
    }
}
