using Clickstream.Core.Alerts.Webhooks;
using Clickstream.Core.Lake;
using Clickstream.Stream.Resilience;
using Clickstream.Stream.Tests.Alerts;

namespace Clickstream.Stream.Tests.Worker;

public sealed class FaultTests : IAsyncLifetime
{
    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(2, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_full_disk_is_waited_out_and_shown()
    {
        var delivery = new FaultyDelivery(_rig.Ports.Delivery) { IsBroken = true };
        var worker = _rig.NewWorker(ports: _rig.Ports with { Delivery = delivery });
        await _rig.PutAsync(200);
        var running = WorkerRig.RunAsync(worker);
        await WorkerRig.UntilAsync(() => worker.Feed.Readiness.Reason.Contains("No space", StringComparison.Ordinal), "the problem is shown");
        Assert.False(worker.Feed.Readiness.IsReady);
        await WorkerRig.UntilAsync(() => delivery.FailedAttempts >= 3, "it is tried again");
        delivery.IsBroken = false;
        await running;
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task A_disk_that_stays_full_stops_the_worker_with_the_cause_and_nothing_is_lost()
    {
        var delivery = new FaultyDelivery(_rig.Ports.Delivery) { IsBroken = true };
        await _rig.PutAsync(200);
        var options = WorkerRig.Options with { GiveUpAfter = TimeSpan.FromMilliseconds(500) };
        var failure = await Assert.ThrowsAsync<GaveUpException>(
            () => WorkerRig.RunAsync(_rig.NewWorker(options, _rig.Ports with { Delivery = delivery })));
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task A_dead_webhook_delays_nothing_else_and_its_alerts_become_dead_letters()
    {
        using var webhook = new WebhookAlertChannel(new WebhookOptions { Url = new Uri("http://127.0.0.1:9/") }, TimeProvider.System);
        await _rig.PutAsync(300);
        await _rig.SettleAsync(_rig.Ports with { Channels = [webhook, _rig.File] });

        var dead = await _rig.LinesAsync($"{LakeLayout.DeadLetters}webhook/");
        Assert.Equal(
            _rig.Alerts().Select(alert => alert.Id).Order(),
            dead.Select(line => line.RootElement.GetProperty("id").GetString()!).Distinct().Order());
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task A_webhook_that_fails_now_and_then_gets_every_alert()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Answer = number => (number % 3) switch { 0 => new WebhookAnswer(500), 1 => new WebhookAnswer(429, RetryAfter: "0"), _ => new WebhookAnswer(200) };
        using var webhook = new WebhookAlertChannel(new WebhookOptions { Url = new Uri(receiver.Address, "hook") }, TimeProvider.System);
        await _rig.PutAsync(300);
        var worker = _rig.NewWorker(
            WorkerRig.Options with { AlertRetry = TimeSpan.FromSeconds(30) }, _rig.Ports with { Channels = [webhook, _rig.File] });
        await WorkerRig.RunAsync(worker);

        Assert.Equal(_rig.Alerts().Select(alert => alert.Id).ToHashSet(), receiver.Requests.SelectMany(request => request.AlertIds).ToHashSet());
        Assert.Empty(await _rig.LinesAsync(LakeLayout.DeadLetters));
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task Alerts_that_are_not_delivered_on_a_stop_are_sent_by_the_next_worker()
    {
        var stuck = new StuckChannel();
        var ports = _rig.Ports with { Channels = [_rig.File, stuck] };
        await _rig.PutAsync(100);
        using var stop = new CancellationTokenSource();
        var options = WorkerRig.Options with { UntilIdle = false, AlertDrain = TimeSpan.FromMilliseconds(100) };
        var running = WorkerRig.RunAsync(_rig.NewWorker(options, ports), stop.Token);
        await WorkerRig.UntilAsync(() => _rig.Alerts().Count == 20, "the file has its alerts although the other channel hangs");
        await stop.CancelAsync();
        Assert.True((await running).Flushes > 0);
        Assert.Empty(stuck.Ids);

        stuck.Open();
        var summary = await _rig.SettleAsync(ports);
        Assert.Equal(20, summary.RepeatedAlerts);
        Assert.Equal(_rig.Alerts().Select(alert => alert.Id).ToHashSet(), [.. stuck.Ids]);
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task Without_a_channel_alerts_are_settled_by_their_claim()
    {
        await _rig.PutAsync(100);
        Assert.Equal(20, (await _rig.SettleAsync(_rig.Ports with { Channels = [] })).Alerts);
        Assert.Equal(0, (await _rig.SettleAsync()).Alerts);
    }
}
