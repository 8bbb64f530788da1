using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Lake;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;
using Clickstream.Stream.Pipeline;

namespace Clickstream.Stream.Tests.Worker;

/// <summary>Lease rows that KCL workers have written, and rows that they can go on from.</summary>
public sealed class ForeignLeaseTests : IAsyncLifetime
{
    private readonly WorkerRig _rig = new();

    public Task InitializeAsync() => _rig.Stream.CreateIfAbsentAsync(1, CancellationToken.None);

    public Task DisposeAsync()
    {
        _rig.Remove();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public async Task A_checkpoint_in_the_midst_of_a_record_is_gone_on_from_there(int lastRead)
    {
        await _rig.PutAsync(5);
        var record = await PutAggregateAsync(10);
        await _rig.PutAsync(5);
        await CreateAsync(new Checkpoint(record.Value, lastRead));

        var summary = await _rig.SettleAsync();
        Assert.Equal(15 - 1 - lastRead, summary.Inputs.Read);
        Assert.Equal(
            Enumerable.Range(5 + lastRead + 1, 15 - 1 - lastRead).Select(number => $"c{number}"),
            (await ClicksAsync()).OrderBy(click => int.Parse(click[1..], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task After_a_plain_record_the_next_one_is_the_first()
    {
        await _rig.PutAsync(5);
        var shard = (await _rig.Stream.ListShardsAsync(CancellationToken.None))[0];
        await using var pages = _rig.Stream.ReadAsync(shard.Id, StreamPosition.TrimHorizon, CancellationToken.None).GetAsyncEnumerator();
        await pages.MoveNextAsync();
        await CreateAsync(Checkpoint.After(pages.Current.Records[1].SequenceNumber));
        Assert.Equal(3, (await _rig.SettleAsync()).Inputs.Read);
        Assert.Equal(["c2", "c3", "c4"], (await ClicksAsync()).Order());
    }

    [Fact]
    public async Task Our_checkpoint_names_the_last_user_record_so_that_a_KCL_worker_reads_none_of_them_again()
    {
        var record = await PutAggregateAsync(10);
        await _rig.SettleAsync();
        Assert.Equal(new Checkpoint(record.Value, 9), (await _rig.LeaseAsync(0)).Checkpoint);
        Assert.Equal(0, (await _rig.SettleAsync()).Inputs.Read);
        Assert.Equal(new Checkpoint(record.Value, 9), (await _rig.LeaseAsync(0)).Checkpoint);
        await _rig.PutAsync(1);
        await _rig.SettleAsync();
        Assert.Equal(0, (await _rig.LeaseAsync(0)).Checkpoint.SubSequenceNumber);
        await _rig.AssertExactAsync();
    }

    [Fact]
    public async Task State_that_was_lost_is_not_taken_for_another_consumers_checkpoint()
    {
        await _rig.PutAsync(5);
        await _rig.SettleAsync();
        await _rig.PutAsync(5);
        var lease = await _rig.LeaseAsync(0);
        await _rig.Objects.DeleteAsync(LakeLayout.ShardState(lease.Shard, lease.Checkpoint), CancellationToken.None);
        await Assert.ThrowsAsync<CorruptStateException>(() => _rig.SettleAsync());
    }

    /// <summary>A row as old KCL versions write it: without hash keys.</summary>
    private async Task CreateAsync(Checkpoint checkpoint)
    {
        var shard = (await _rig.Stream.ListShardsAsync(CancellationToken.None))[0];
        Assert.True(await _rig.Leases.TryCreateAsync(Lease.For(shard, checkpoint) with { HashKeys = null }, CancellationToken.None));
    }

    private async Task<SequenceNumber> PutAggregateAsync(int count)
    {
        var builder = new AggregatedRecordBuilder();
        for (var i = 0; i < count; i++)
        {
            var (key, json) = _rig.NewInput();
            builder.Add(Encoding.UTF8.GetBytes(key), null, Encoding.UTF8.GetBytes(json), default);
        }

        var outcomes = await _rig.Stream.PutAsync([new PutEntry("a", builder.Build())], CancellationToken.None);
        return Assert.IsType<PutOutcome.Accepted>(Assert.Single(outcomes)).SequenceNumber;
    }

    private async Task<List<string>> ClicksAsync() =>
        [.. (await _rig.LinesAsync(LakeLayout.Landing)).Select(line => line.RootElement.GetProperty("click_id").GetString()!)];
}
