using Clickstream.Core.Streams;
using Clickstream.Stream.Shards;
using Clickstream.Stream.Tests.Worker;

namespace Clickstream.Stream.Tests.Shards;

public sealed class TipCheckTests : IAsyncLifetime
{
    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(2, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_shard_of_our_own_is_not_believed_to_be_read_while_records_lie_behind_its_checkpoint()
    {
        await _rig.PutAsync(10);
        await _rig.SettleAsync();
        Assert.True(await IsAtTipAsync());
        await _rig.PutAsync(10); // After the last page of the loops, before the check: they still say that they are settled.
        Assert.False(await IsAtTipAsync());
        await _rig.SettleAsync();
        Assert.True(await IsAtTipAsync());
    }

    private async Task<bool> IsAtTipAsync()
    {
        var check = new TipCheck(_rig.Stream, StreamPosition.TrimHorizon);
        return await check.IsAtTipAsync(await _rig.Leases.ListAsync(CancellationToken.None), _ => true, CancellationToken.None);
    }
}
