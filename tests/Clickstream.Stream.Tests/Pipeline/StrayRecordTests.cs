using System.Text;
using Clickstream.Core.Aggregation;
using Clickstream.Core.Leases;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;

namespace Clickstream.Stream.Tests.Pipeline;

/// <summary>Records that were made for the parent of the shard that they are in.</summary>
public class StrayRecordTests
{
    private static readonly Shard Parent = new(new ShardId("shardId-000000000007"), HashKeyRange.All, null, null, new SequenceNumber("1"), null);

    private static readonly Shard Child = new(TestEvents.Shard, HashKeyRange.All.Divide(2)[0], Parent.Id, null, new SequenceNumber("1"), null);

    private static readonly string MadeForParent = ShardScope.PartitionKeyFor(Parent.Id);

    private static readonly string[] Inside = [.. Keys(isInside: true).Take(3)];

    private static readonly string Outside = Keys(isInside: false).First();

    [Fact]
    public void A_record_with_one_part_of_another_shard_is_passed_over_whole()
    {
        using var run = NewRun();
        run.Process(Record(1, MadeForParent, [.. Inside, Outside]), Record(2, MadeForParent, Inside)).Flush();
        AssertCounts(run.Ledger, read: 3, misplaced: 4);
        Assert.Equal(TestEvents.Number(2), run.Checkpoint.SequenceNumber);
    }

    [Fact]
    public void The_checkpoint_goes_past_the_last_part_of_a_record_that_is_passed_over()
    {
        using var run = NewRun();
        run.Process(Record(1, MadeForParent, [Outside, .. Inside])).Flush();
        AssertCounts(run.Ledger, read: 0, misplaced: 4);
        Assert.Equal((TestEvents.Number(1), 3L), (run.Checkpoint.SequenceNumber, run.Checkpoint.SubSequenceNumber));
    }

    [Theory]
    [InlineData("made for shardId-000000000000")] // The shard itself.
    [InlineData("a")] // Another producer.
    public void A_record_without_the_promise_is_taken_whole_wherever_it_is(string partitionKey)
    {
        using var run = NewRun();
        run.Process(Record(1, partitionKey, [.. Inside, Outside])).Flush();
        AssertCounts(run.Ledger, read: 4, misplaced: 0);
    }

    [Fact]
    public void A_part_that_another_consumer_has_read_makes_the_rest_of_its_record_a_stray()
    {
        using var run = NewRun();
        run.Pipeline.ReadElsewhere = Checkpoint.After(TestEvents.Number(1), 0);
        run.Process(Record(1, MadeForParent, [Outside, .. Inside])).Flush();
        AssertCounts(run.Ledger, read: 0, misplaced: 3);
    }

    private static ShardRun NewRun()
    {
        var run = new ShardRun();
        run.Pipeline.Scope = ShardScope.Of(Child, [Parent, Child]);
        return run;
    }

    private static void AssertCounts(ShardLedger ledger, long read, long misplaced)
    {
        Assert.Equal(read, ledger.Hours.Values.Sum(hour => hour.Read));
        Assert.Equal(misplaced, ledger.Misplaced);
    }

    private static StreamRecord Record(long sequence, string partitionKey, string[] keys)
    {
        var builder = new AggregatedRecordBuilder();
        for (var i = 0; i < keys.Length; i++)
        {
            var json = TestEvents.View($"c{sequence}-{i}", 0);
            builder.Add(Encoding.UTF8.GetBytes(keys[i]), null, Encoding.UTF8.GetBytes(json), Encoding.UTF8.GetBytes($"p/f/{sequence}{i}"));
        }

        return new StreamRecord(TestEvents.Number(sequence), partitionKey, TestEvents.Start, builder.Build().ToArray());
    }

    private static IEnumerable<string> Keys(bool isInside) => Enumerable.Range(0, 100)
        .Select(number => $"user-{number}")
        .Where(key => Child.HashKeys.Contains(HashKey.Of(Encoding.UTF8.GetBytes(key))) == isInside);
}
