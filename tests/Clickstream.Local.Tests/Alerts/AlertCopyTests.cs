using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Local.Objects;
using Microsoft.Extensions.Time.Testing;

namespace Clickstream.Local.Tests.Alerts;

public sealed class AlertCopyTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Each_alert_is_kept_once_whoever_gives_it_and_the_latest_are_told()
    {
        var store = new FolderObjectStore(_folder.Open(), TimeProvider.System);
        var channel = new AlertCopyChannel(store);
        var alerts = Enumerable.Range(0, 60).Select(NewAlert).ToList();
        await channel.PublishAsync(alerts, mayBeRepeat: false, Deadline.Token);
        await channel.PublishAsync(alerts[..10], mayBeRepeat: true, Deadline.Token);

        var history = await new AlertCopyHistory(store, _time).ReadAsync(Deadline.Token);
        Assert.Equal(60, history.Count);
        Assert.Equal(alerts[10..].Select(alert => alert.Id), history.Latest.Select(alert => alert.Id));
    }

    [Fact]
    public async Task Copies_are_not_listed_for_every_look()
    {
        var store = new FolderObjectStore(_folder.Open(), TimeProvider.System);
        var channel = new AlertCopyChannel(store);
        var history = new AlertCopyHistory(store, _time);
        Assert.Equal(0, (await history.ReadAsync(Deadline.Token)).Count);
        await channel.PublishAsync([NewAlert(1)], mayBeRepeat: false, Deadline.Token);
        Assert.Equal(0, (await history.ReadAsync(Deadline.Token)).Count);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, (await history.ReadAsync(Deadline.Token)).Count);
    }

    public void Dispose() => _folder.Dispose();

    private static Alert NewAlert(int number) => new(
        $"alert-{number:D3}", "purchase", $"order-{number}", "u1", "p1", 1, 10m, "EUR",
        DateTimeOffset.UnixEpoch.AddMinutes(number), DateTimeOffset.UnixEpoch.AddMinutes(number), "Somebody bought something.");
}
