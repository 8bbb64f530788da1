using Clickstream.Contracts;
using Clickstream.Core.Streams;
using Clickstream.Local.Streams;
using Clickstream.Local.TestHost;

namespace Clickstream.Local.Tests.Streams;

/// <summary>Kill -9 of writing processes, while others write, read, split and merge.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private const int Endless = int.MaxValue;
    private const int MostInOnePut = 7;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_writer_loses_nothing_that_was_acknowledged()
    {
        var random = new Random(20191001);
        using var stream = new SqliteEventStream(_folder.Open(), TimeProvider.System);
        await stream.CreateIfAbsentAsync(3, Deadline.Token);
        var acknowledged = new Dictionary<string, int>();
        for (var round = 0; round < 8; round++)
        {
            var writer = $"writer-{round}";
            await using var child = ChildProcess.Start("append", _folder.Path, writer, Endless);
            var said = await child.ReadAsync(random.Next(1, 120));
            said.AddRange(await child.KillAsync());
            acknowledged[writer] = said[^1];
        }

        var found = new Dictionary<string, List<int>>();
        foreach (var shard in await stream.ListShardsAsync(Deadline.Token))
        {
            foreach (var (writer, number) in await ReadAllAsync(stream, shard.Id))
            {
                (found.TryGetValue(writer, out var numbers) ? numbers : found[writer] = []).Add(number);
            }
        }

        foreach (var (writer, next) in acknowledged)
        {
            var numbers = found[writer];
            Assert.Equal(Enumerable.Range(0, numbers.Count), numbers.Order());
            Assert.InRange(numbers.Count, next, next + MostInOnePut);
        }
    }

    [Fact]
    public async Task A_reader_misses_nothing_while_processes_write_and_are_killed_and_shards_change()
    {
        const int records = 3_000;
        using var stream = new SqliteEventStream(_folder.Open(), TimeProvider.System);
        await stream.CreateIfAbsentAsync(2, Deadline.Token);
        await using var reader = new FamilyReader(stream);
        await reader.StartAsync();

        await using var first = ChildProcess.Start("append", _folder.Path, "first", records);
        await using var second = ChildProcess.Start("append", _folder.Path, "second", records);
        await using var killed = ChildProcess.Start("append", _folder.Path, "killed", Endless);
        var said = await killed.ReadAsync(20);
        await stream.SplitAsync(ShardRow.IdOf(0), UInt128.MaxValue / 5, Deadline.Token);
        said.AddRange(await killed.ReadAsync(20));
        await stream.MergeAsync(ShardRow.IdOf(3), ShardRow.IdOf(1), Deadline.Token);
        said.AddRange(await killed.ReadAsync(20));
        said.AddRange(await killed.KillAsync());
        await first.EndAsync();
        await second.EndAsync();
        var stored = 0;
        foreach (var shard in await stream.ListShardsAsync(Deadline.Token))
        {
            stored += (await ReadAllAsync(stream, shard.Id)).Count;
        }

        await reader.WaitForAsync(stored);
        Assert.Equal(Enumerable.Range(0, records), reader.NumbersOf("first"));
        Assert.Equal(Enumerable.Range(0, records), reader.NumbersOf("second"));
        var ofKilled = reader.NumbersOf("killed");
        Assert.Equal(Enumerable.Range(0, ofKilled.Count), ofKilled);
        Assert.InRange(ofKilled.Count, said[^1], said[^1] + MostInOnePut);
        Assert.True(reader.IsEveryKeyInOrder, "The records of a partition key came out of order.");
    }

    private static async Task<List<(string Writer, int Number)>> ReadAllAsync(SqliteEventStream stream, ShardId shard)
    {
        var found = new List<(string, int)>();
        await foreach (var page in stream.ReadAsync(shard, StreamPosition.TrimHorizon, Deadline.Token))
        {
            using (page)
            {
                found.AddRange(page.Records.Select(record => AppendedRecord.Check(record)));
                if (page.BehindLatest == TimeSpan.Zero)
                {
                    break;
                }
            }
        }

        return found;
    }
}
