using Clickstream.Core.Alerts.Webhooks;
using Clickstream.Stream.Tests.Alerts;

namespace Clickstream.Stream.Tests.Worker;

public sealed class CrashTests : IAsyncLifetime
{
    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(2, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("before ClaimAsync")]
    [InlineData("after ClaimAsync")]
    [InlineData("before PublishAsync")]
    [InlineData("after PublishAsync")]
    [InlineData("before CompleteAsync")]
    [InlineData("after CompleteAsync")]
    [InlineData("before DeliverAsync")]
    [InlineData("after DeliverAsync")]
    [InlineData("after PutAsync")]
    [InlineData("before CheckpointAsync")]
    [InlineData("after CheckpointAsync")]
    [InlineData("before DeleteAsync")]
    [InlineData("before EvictAsync")]
    [InlineData("after TakeAsync")]
    public async Task A_crash_there_loses_nothing_and_repeats_nothing(string where)
    {
        await _rig.PutAsync(200);
        using (var crash = new Crash(step => step == where))
        {
            await crash.RunAsync(_rig);
            Assert.True(crash.Where == where || where.EndsWith("DeleteAsync", StringComparison.Ordinal));
        }

        await _rig.PutAsync(100);
        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task A_campaign_of_crashes_at_random_steps_with_reshards_in_between_stays_exact()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 16; round++)
        {
            await _rig.PutAsync(random.Next(1, 120));
            if (round % 5 == 3)
                await SplitOneAsync(random);
            if (round % 8 == 6)
                await MergeTwoAsync();
            using var crash = Crash.AtStep(random.Next(1, 90));
            await crash.RunAsync(_rig);
        }

        await _rig.SettleAsync();
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task After_a_crash_a_webhook_gets_the_same_ids_again_and_every_order()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        using var webhook = new WebhookAlertChannel(new WebhookOptions { Url = new Uri(receiver.Address, "hook") }, TimeProvider.System);
        var ports = _rig.Ports with { Channels = [_rig.File, webhook] };
        await _rig.PutAsync(100);
        using (var crash = new Crash(step => step == "before CompleteAsync"))
            await crash.RunAsync(_rig, ports);
        await _rig.SettleAsync(ports);

        var ids = receiver.Requests.SelectMany(request => request.AlertIds).ToHashSet();
        Assert.Equal(_rig.Alerts().Select(alert => alert.Id).ToHashSet(), ids);
        await _rig.AssertExactAsync();
    }

    private async Task SplitOneAsync(Random random)
    {
        var open = (await _rig.Stream.ListShardsAsync(CancellationToken.None)).Where(shard => shard.IsOpen).ToList();
        var shard = open[random.Next(open.Count)];
        await _rig.Stream.SplitAsync(shard.Id, shard.HashKeys.Start + ((shard.HashKeys.End - shard.HashKeys.Start) / 2), CancellationToken.None);
    }

    private async Task MergeTwoAsync()
    {
        var open = (await _rig.Stream.ListShardsAsync(CancellationToken.None)).Where(shard => shard.IsOpen).OrderBy(shard => shard.HashKeys.Start).ToList();
        await _rig.Stream.MergeAsync(open[0].Id, open[1].Id, CancellationToken.None);
    }
}
