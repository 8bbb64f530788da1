using System.Text.Json.Nodes;
using Clickstream.Local.KinesisApi;
using Microsoft.Extensions.Time.Testing;
using static Clickstream.Local.Tests.KinesisApi.ApiUnderTest;

namespace Clickstream.Local.Tests.KinesisApi;

public sealed class IteratorTests
{
    [Fact]
    public async Task An_iterator_lives_five_minutes()
    {
        await using var api = await StartAsync(shards: 1);
        await api.PutAsync(1);
        var iterator = await api.IteratorAsync();
        api.Time.Advance(TimeSpan.FromMinutes(5));
        var next = Text((await api.GetAsync(iterator))["NextShardIterator"]);
        api.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("ExpiredIteratorException", await api.FaultAsync("GetRecords", new JsonObject { ["ShardIterator"] = iterator }));
        Assert.Empty((await api.GetAsync(next))["Records"]!.AsArray());
    }

    [Fact]
    public async Task An_iterator_outlives_a_restart()
    {
        await using var api = await StartAsync(shards: 1);
        await api.PutAsync(3);
        var iterator = await api.IteratorAsync();
        await api.RestartAsync();
        Assert.Equal(3, (await api.GetAsync(iterator))["Records"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_stream_whose_file_was_removed_is_made_anew_at_the_next_start()
    {
        await using var api = await StartAsync(shards: 1);
        await api.PutAsync(3);
        await api.RestartAsync(betweenStarts: () =>
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(api.Folder.Root, "local"), "stream.db*"))
            {
                File.Delete(file);
            }
        });
        await api.PutAsync(1);
        Assert.Single((await api.GetAsync(await api.IteratorAsync()))["Records"]!.AsArray());
    }

    [Fact]
    public async Task An_iterator_of_a_deleted_stream_is_not_one_of_its_successor()
    {
        await using var api = await StartAsync(shards: 1);
        var name = new JsonObject { ["StreamName"] = "s", ["ShardCount"] = 1 };
        await api.CallAsync("CreateStream", name);
        var iterator = await api.IteratorAsync(stream: "s");
        await api.CallAsync("DeleteStream", new JsonObject { ["StreamName"] = "s" });
        await api.CallAsync("CreateStream", name);
        Assert.Equal("ResourceNotFoundException", await api.FaultAsync("GetRecords", new JsonObject { ["ShardIterator"] = iterator }));
    }

    [Fact]
    public void No_changed_token_is_taken()
    {
        var time = new FakeTimeProvider();
        var tokens = new Tokens([1, 2, 3], time);
        var token = Convert.FromBase64String(new ShardIterator(1, 2, 3).Issue(tokens));
        Assert.Equal(new ShardIterator(1, 2, 3), ShardIterator.Read(Convert.ToBase64String(token), tokens));
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            var changed = (byte[])token.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal("InvalidArgumentException", Assert.Throws<ApiFault>(() => ShardIterator.Read(Convert.ToBase64String(changed), tokens)).Code);
        }

        foreach (var text in new[] { string.Empty, "x", "AAAA", Convert.ToBase64String(token[..^1]) })
        {
            Assert.Equal("InvalidArgumentException", Assert.Throws<ApiFault>(() => ShardIterator.Read(text, tokens)).Code);
        }

        Assert.Throws<ApiFault>(() => ShardIterator.Read(tokens.Issue(Tokens.Kind.ListShards, new byte[24]), tokens));
        Assert.Throws<ApiFault>(() => ShardIterator.Read(Convert.ToBase64String(token), new Tokens([4], time)));
    }
}
