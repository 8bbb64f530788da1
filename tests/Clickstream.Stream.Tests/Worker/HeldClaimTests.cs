using Clickstream.Local.Claims;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>Another path has claimed an order before the worker meets it.</summary>
public sealed class HeldClaimTests : IDisposable
{
    private readonly WorkerRig _rig = new();

    public void Dispose() => _rig.Remove();

    [Fact]
    public async Task An_alert_whose_claimant_is_gone_for_good_is_sent_when_the_claim_has_expired()
    {
        using var claims = new SqliteClaimStore(_rig.Folder, TimeProvider.System, new SqliteClaimStoreOptions { PendingExpiry = TimeSpan.FromSeconds(1) });
        await _rig.Stream.CreateIfAbsentAsync(1, CancellationToken.None);
        await _rig.PutAsync(20);
        await claims.ClaimAsync(["order:o5", "order:o10"], "s3:a-function-that-died", CancellationToken.None);
        await _rig.SettleAsync(_rig.Ports with { Claims = claims });
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task An_alert_that_the_other_path_completes_while_the_worker_waits_is_not_sent()
    {
        await _rig.Stream.CreateIfAbsentAsync(1, CancellationToken.None);
        await _rig.PutAsync(20);
        await _rig.Claims.ClaimAsync(["order:o5"], "s3:a-function", CancellationToken.None);
        var settled = _rig.SettleAsync();
        await WorkerRig.UntilAsync(() => _rig.Alerts().Count == 3, "the alerts of the other orders");
        Assert.False(settled.IsCompleted);
        await _rig.Claims.CompleteAsync(["order:o5"], CancellationToken.None);
        Assert.Equal(3, (await settled).Alerts);
        Assert.Equal(["o0", "o10", "o15"], _rig.Alerts().Select(alert => alert.Order).Order());
    }
}
