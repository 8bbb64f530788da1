using Amazon.DynamoDBv2.Model;
using Clickstream.Aws.DynamoDb;
using Clickstream.Contracts;
using Clickstream.Core.Leases;
using Clickstream.Core.Streams;

namespace Clickstream.Aws.Tests.DynamoDb;

/// <summary>A table that KCL 2 and KCL 3 workers write too; their items are made as the KCL's serializer makes them.</summary>
public sealed class SharedWithKclTests : IDisposable
{
    private const string Shard = "shardId-000000000001";

    private readonly TestTable _table = new();

    public void Dispose() => _table.Dispose();

    [Fact]
    public async Task A_lease_of_KCL_2_is_read_as_it_was_written()
    {
        var store = await _table.OpenLeasesAsync();
        await _table.PutAsync(KclItem());
        var lease = await store.GetAsync(new ShardId(Shard), Deadline.Token);
        Assert.Equivalent(
            new Lease(
                new ShardId(Shard), "kcl-worker", 41, new Checkpoint("49590338271490256608559692538361571095921575989136588898", 3), 2,
                [new ShardId("shardId-000000000000")], [], new HashKeyRange(0, UInt128.MaxValue)),
            lease,
            strict: true);
    }

    [Fact]
    public async Task Attributes_that_we_do_not_know_survive_every_update_of_ours()
    {
        var store = await _table.OpenLeasesAsync();
        var item = KclItem();
        item["throughputKBps"] = Number("12.5");
        item["entityType"] = Text("LEASE");
        item["somethingNew"] = new AttributeValue { M = new() { ["a"] = Text("b") } };
        await _table.PutAsync(item);
        var lease = (await store.GetAsync(new ShardId(Shard), Deadline.Token))!;
        var taken = await store.TakeAsync(lease, "ours", Deadline.Token);
        var renewed = await store.RenewAsync(taken!, Deadline.Token);
        var moved = await store.CheckpointAsync(renewed!, Checkpoint.ShardEnd, [new ShardId("shardId-000000000007")], Deadline.Token);
        await store.EvictAsync(moved!, Deadline.Token);
        var after = await _table.GetAsync("leaseKey", Shard);
        Assert.Equal("12.5", after["throughputKBps"].N);
        Assert.Equal("LEASE", after["entityType"].S);
        Assert.Equal("b", after["somethingNew"].M["a"].S);
        Assert.Equal("45", after["leaseCounter"].N);
        Assert.False(after.ContainsKey("leaseOwner"));
        Assert.Equal(["shardId-000000000007"], after["childShardIds"].SS);
    }

    [Fact]
    public async Task A_new_lease_has_the_attributes_of_the_KCL_and_no_empty_ones()
    {
        var store = await _table.OpenLeasesAsync();
        var shard = new Shard(new ShardId(Shard), HashKeyRange.All, null, null, new SequenceNumber("1"), null);
        await store.TryCreateAsync(Lease.For(shard, Checkpoint.TrimHorizon), Deadline.Token);
        var item = await _table.GetAsync("leaseKey", Shard);
        Assert.Equal(
            ["checkpoint", "checkpointSubSequenceNumber", "endingHashKey", "leaseCounter", "leaseKey", "ownerSwitchesSinceCheckpoint", "startingHashKey"],
            item.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("0", item["startingHashKey"].S);
        Assert.Equal("340282366920938463463374607431768211455", item["endingHashKey"].S);
        Assert.Equal("TRIM_HORIZON", item["checkpoint"].S);
    }

    [Fact]
    public async Task A_checkpoint_clears_what_a_KCL_worker_prepared()
    {
        var store = await _table.OpenLeasesAsync();
        var item = KclItem();
        item["pendingCheckpoint"] = Text("99");
        item["pendingCheckpointSubSequenceNumber"] = Number("1");
        item["pendingCheckpointState"] = new AttributeValue { B = new MemoryStream([1, 2]) };
        await _table.PutAsync(item);
        var taken = await store.TakeAsync((await store.GetAsync(new ShardId(Shard), Deadline.Token))!, "ours", Deadline.Token);
        Assert.True((await _table.GetAsync("leaseKey", Shard)).ContainsKey("pendingCheckpoint"));
        await store.CheckpointAsync(taken!, new Checkpoint("100"), [], Deadline.Token);
        Assert.DoesNotContain((await _table.GetAsync("leaseKey", Shard)).Keys, name => name.StartsWith("pending", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_without_hash_keys_or_owner_switches_is_a_lease_of_an_old_KCL()
    {
        var store = await _table.OpenLeasesAsync();
        await _table.PutAsync(new() { ["leaseKey"] = Text(Shard), ["leaseCounter"] = Number("5"), ["checkpoint"] = Text("LATEST") });
        var lease = Assert.Single(await store.ListAsync(Deadline.Token));
        Assert.Null(lease.HashKeys);
        Assert.Equal(Checkpoint.Latest, lease.Checkpoint);
        Assert.Equal(1, (await store.TakeAsync(lease, "ours", Deadline.Token))!.OwnerSwitches);
    }

    [Fact]
    public async Task Rows_that_KCL_3_keeps_beside_its_leases_are_passed_over()
    {
        var store = await _table.OpenLeasesAsync();
        await _table.PutAsync(KclItem());
        await _table.PutAsync(new() { ["leaseKey"] = Text("worker-1"), ["entityType"] = Text("WORKER_METRICS"), ["wid"] = Text("worker-1") });
        await _table.PutAsync(new() { ["leaseKey"] = Text("Leader"), ["entityType"] = Text("LOCK") });
        Assert.Equal(Shard, Assert.Single(await store.ListAsync(Deadline.Token)).Shard.Value);
        Assert.Null(await store.GetAsync(new ShardId("Leader"), Deadline.Token));
    }

    [Fact]
    public async Task A_handover_that_KCL_3_asks_for_is_seen_at_the_next_renewal_and_completed_by_the_old_holder()
    {
        var store = await _table.OpenLeasesAsync();
        await _table.PutAsync(KclItem());
        var mine = (await store.TakeAsync((await store.GetAsync(new ShardId(Shard), Deadline.Token))!, "ours", Deadline.Token))!;

        // The leader names the next owner and leaves the counter as it is.
        var row = await _table.GetAsync("leaseKey", Shard);
        (row["checkpointOwner"], row["leaseOwner"]) = (Text("ours"), Text("kcl-next"));
        await _table.PutAsync(row);

        var seen = (await store.RenewAsync(mine, Deadline.Token))!;
        Assert.Equal(("kcl-next", "ours"), (seen.Owner, seen.CheckpointOwner));
        Assert.Equal(seen.Counter, (await store.RenewAsync(mine, Deadline.Token))?.Counter); // Its answer was lost; asked again.
        var drained = (await store.CheckpointAsync(seen, new Checkpoint("500"), [], Deadline.Token))!;
        var handed = (await store.TakeAsync(drained, "kcl-next", Deadline.Token))!;
        Assert.Equal(("kcl-next", null, new Checkpoint("500")), (handed.Owner, handed.CheckpointOwner, handed.Checkpoint));
        Assert.Null(await store.RenewAsync(drained, Deadline.Token));
    }

    [Fact]
    public async Task A_listing_goes_on_behind_the_first_page()
    {
        var store = await _table.OpenLeasesAsync();
        var large = new string('x', 300_000); // A page of a scan ends after 1 MB.
        for (var i = 0; i < 6; i++)
        {
            var item = KclItem();
            (item["leaseKey"], item["filler"]) = (Text($"shardId-00000000000{i}"), Text(large));
            await _table.PutAsync(item);
        }

        Assert.Equal(6, (await store.ListAsync(Deadline.Token)).Count);
    }

    [Fact]
    public async Task A_table_with_another_key_is_refused_and_left_alone()
    {
        await _table.CreateAsync("orderId");
        var refused = await Assert.ThrowsAsync<DynamoDbTableException>(_table.OpenLeasesAsync);
        Assert.Contains("its key is orderId, expected leaseKey", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456789012:clicks:1700000000:shardId-000000000001", "reads several streams")]
    [InlineData("partition-7", "not the lease of a shard")]
    public async Task A_table_of_another_application_is_refused(string key, string reason)
    {
        await _table.OpenLeasesAsync();
        await _table.PutAsync(new() { ["leaseKey"] = Text(key), ["leaseCounter"] = Number("5"), ["checkpoint"] = Text("LATEST") });
        var refused = await Assert.ThrowsAsync<DynamoDbTableException>(_table.OpenLeasesAsync);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_that_start_together_share_the_table_that_one_of_them_creates()
    {
        await _table.ClientAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(_table.OpenLeasesAsync)));
        Assert.Empty(await stores[7].ListAsync(Deadline.Token));
    }

    private static Dictionary<string, AttributeValue> KclItem() => new()
    {
        ["leaseKey"] = Text(Shard),
        ["leaseOwner"] = Text("kcl-worker"),
        ["leaseCounter"] = Number("41"),
        ["ownerSwitchesSinceCheckpoint"] = Number("2"),
        ["checkpoint"] = Text("49590338271490256608559692538361571095921575989136588898"),
        ["checkpointSubSequenceNumber"] = Number("3"),
        ["parentShardId"] = new AttributeValue { SS = ["shardId-000000000000"] },
        ["startingHashKey"] = Text("0"),
        ["endingHashKey"] = Text("340282366920938463463374607431768211455"),
    };

    private static AttributeValue Text(string value) => new() { S = value };

    private static AttributeValue Number(string value) => new() { N = value };
}
