using Clickstream.Core.Privacy;
using Clickstream.Stream.Pipeline;
using static Clickstream.Stream.Tests.Pipeline.TestEvents;

namespace Clickstream.Stream.Tests.Pipeline;

public sealed class AddressTests
{
    private const string Event = """{"event_type":"purchase","event_timestamp":"2026-11-22T10:00:01Z","price":3,"ip":"203.0.113.77","via_ip":"203.0.113.78"}""";
    private const string Damaged = """{"event_type":"view","ip":"203.0.113.79",""";

    [Theory]
    [InlineData(AddressPolicy.Keep, true)]
    [InlineData(AddressPolicy.Truncate, false)]
    [InlineData(AddressPolicy.Drop, false)]
    public void No_whole_address_is_written_anywhere_unless_it_is_kept(AddressPolicy policy, bool isWritten)
    {
        using var run = new ShardRun(new PipelineOptions { Addresses = policy });
        run.Process(Plain(1, Event), Plain(2, Damaged));
        run.Flush();
        var written = string.Join('\n', run.Store.Landed().Concat(run.Store.Quarantined()));
        foreach (var address in new[] { "203.0.113.77", "203.0.113.78", "203.0.113.79" })
        {
            Assert.Equal(isWritten, written.Contains(address, StringComparison.Ordinal));
        }

        Assert.Equal((1, 1), (run.Store.Landed().Count, run.Store.Quarantined().Count));
    }

    [Fact]
    public void A_policy_that_changes_between_two_deliveries_makes_no_second_event()
    {
        var store = new MemoryObjectStore();
        var ids = new List<string>();
        foreach (var policy in Enum.GetValues<AddressPolicy>())
        {
            using var run = new ShardRun(new PipelineOptions { Addresses = policy }, store);
            run.Process(Plain(1, Event));
            run.Flush();
            ids.Add(run.Store.Landed().Single()[..120].Split("\"click_id\":")[1].Split(',')[0]);
        }

        Assert.Single(ids.Distinct());
    }
}
