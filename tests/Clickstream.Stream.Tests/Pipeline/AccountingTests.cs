using System.IO.Compression;
using System.Text;
using Clickstream.Core.Events;
using Clickstream.Core.Lake;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Streams;
using Clickstream.Core.Time;
using Clickstream.Stream.Pipeline;
using Microsoft.Extensions.Time.Testing;
using static Clickstream.Stream.Tests.Pipeline.TestEvents;

namespace Clickstream.Stream.Tests.Pipeline;

public sealed class AccountingTests
{
    [Fact]
    public void A_duplicate_is_landed_but_does_not_count()
    {
        using var run = new ShardRun();
        run.Process(Aggregate(1, [new(Purchase("a", 1, "o", 5m), "p/f/1"), new(Purchase("a", 1, "o", 5m), "p/f/2")]));
        run.Flush();
        Assert.Equal(2, run.Store.Landed().Count);
        var counters = run.Pipeline.Counters;
        Assert.Equal((2, 2, 1, 0), (counters.Inputs.Read, counters.Inputs.Landed, counters.Inputs.Duplicates, counters.Inputs.Redelivered));
        Assert.Equal((1, 5m), (counters.Orders, counters.Revenue["EUR"]));
        Assert.Equal(10m, run.Ledger.Hours["2026/11/22/10"].Revenue["EUR"]);
        Assert.Equal(2, run.Ledger.Producers["p"]);
        Assert.Single(run.Alerts);
    }

    [Fact]
    public void The_same_input_put_again_leaves_no_trace_but_its_count()
    {
        using var run = new ShardRun();
        var inputs = new TestInput[] { new(View("a", 1), "p/f/1"), new("not json", "p/f/2"), new(View("a", 1), "p/f/3") };
        run.Process(Aggregate(1, inputs)).Process(Aggregate(2, inputs)).Process(Aggregate(3, inputs));
        run.Flush();
        var inputsRead = run.Pipeline.Counters.Inputs;
        Assert.Equal((3, 2, 1, 1, 6), (inputsRead.Read, inputsRead.Landed, inputsRead.Quarantined, inputsRead.Duplicates, inputsRead.Redelivered));
        Assert.Equal(2, run.Store.Landed().Count);
        Assert.Single(run.Store.Quarantined());
        Assert.Equal(3, run.Ledger.Producers["p"]);
        Assert.Equal(6, run.Ledger.Hours.Values.Sum(hour => hour.Redelivered));
        Assert.Equal(1, run.Store.Engagement().Merged().Single().Events);
    }

    [Fact]
    public void Without_an_origin_the_same_event_at_another_position_is_a_duplicate()
    {
        using var run = new ShardRun();
        run.Process(Plain(1, View("a", 1)), Plain(2, View("a", 1)), Plain(3, "oops"), Plain(4, "oops"));
        var inputs = run.Pipeline.Counters.Inputs;
        Assert.Equal((4, 2, 2, 1, 0), (inputs.Read, inputs.Landed, inputs.Quarantined, inputs.Duplicates, inputs.Redelivered));
    }

    [Fact]
    public void A_click_id_that_comes_a_hundred_thousand_times_costs_no_more_than_others()
    {
        using var run = new ShardRun();
        for (var record = 0; record < 100; record++)
        {
            run.Process(Aggregate(record + 1, Enumerable.Range(0, 1_000).Select(i => new TestInput(View("same", 1), $"p/f/{(record * 1_000) + i}"))));
        }

        Assert.Equal(99_999, run.Pipeline.Counters.Inputs.Duplicates);
    }

    [Fact]
    public void An_event_is_landed_with_its_position_under_the_hour_it_happened_in()
    {
        using var run = new ShardRun();
        run.Process(Aggregate(7, [new(View("a", 1)), new(View("b", 3_599)), new(View("c", 3_600))]));
        run.Process(Plain(9, View("d", 2) + "\n" + View("e", 3)));
        run.Flush();
        Assert.Equal(
            [
                "landing/clickstream/2026/11/22/10/shardId-000000000000-7-9.json.gz",
                "landing/clickstream/2026/11/22/11/shardId-000000000000-7-9.json.gz",
            ],
            run.Store.KeysUnder(LakeLayout.Landing).Select(key => key.Value));
        Assert.Equal(
            ["7:0:0", "7:1:0", "7:2:0", "9:0:0", "9:0:1"],
            run.Store.Landed().Select(line => line.Split('"')[3].Replace("shardId-000000000000:", "", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Poison_is_quarantined_whole_with_reason_source_position_origin_and_arrival()
    {
        using var run = new ShardRun();
        var noType = """{"event_timestamp":"2020-01-02T03:04:05Z"}""";
        run.Process(Aggregate(5, [new(View("a", 1)), new("{\"broken", "p/f/9"), new(noType)], arrival: 60));
        run.Flush();
        var lines = run.Store.Quarantined().Select(line => QuarantineLineReader.Read(Encoding.UTF8.GetBytes(line)));
        var entries = lines.OrderBy(entry => entry.Position).ToArray();
        Assert.Equal([RejectionReason.MalformedJson, RejectionReason.MissingType], entries.Select(entry => entry.Reason));
        Assert.Equal(["shardId-000000000000:5:1:0", "shardId-000000000000:5:2:0"], entries.Select(entry => entry.Position));
        Assert.Equal(["2026/11/22/10", "2020/01/02/03"], entries.Select(entry => entry.Hour.Path));
        Assert.Equal(("p/f/9", "shardId-000000000000"), (entries[0].Origin, entries[0].Source));
        Assert.Equal("{\"broken", Encoding.UTF8.GetString(entries[0].Payload.Span));
        Assert.Equal(EventTime.From(Start.AddSeconds(60)), entries[0].Received);
        Assert.Equal(1, run.Ledger.Hours["2020/01/02/03"].Quarantined);
        var hours = run.Ledger.Hours.Values;
        Assert.Equal((3, 1, 2), (hours.Sum(hour => hour.Read), hours.Sum(hour => hour.Landed), hours.Sum(hour => hour.Quarantined)));
    }

    [Fact]
    public void An_aggregate_whose_digest_is_wrong_is_a_plain_record_and_poison()
    {
        var damaged = Aggregate(1, [new(View("a", 1), "p/f/1"), new(View("b", 1), "p/f/2")]).Data.ToArray();
        damaged[^1] ^= 1;
        using var run = new ShardRun();
        run.Process(new StreamRecord(Number(1), "k", Start, damaged), Plain(2, View("c", 1)));
        run.Flush();
        // Its tags are line feeds to those who look for lines, so it makes several entries.
        var entries = run.Store.Quarantined().Select(line => QuarantineLineReader.Read(Encoding.UTF8.GetBytes(line))).ToList();
        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Equal(RejectionReason.MalformedJson, entry.Reason));
        Assert.All(entries, entry => Assert.StartsWith("shardId-000000000000:1:0:", entry.Position, StringComparison.Ordinal));
        Assert.Contains("\"c\"", Assert.Single(run.Store.Landed()), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_a_record_stops_the_pipeline()
    {
        var random = new Random(17);
        var good = Aggregate(1, Enumerable.Range(0, 5).Select(i => new TestInput(View($"g{i}", i), $"p/f/{i}"))).Data.ToArray();
        using var run = new ShardRun();
        for (var i = 1; i <= 2_000; i++)
        {
            var bytes = good.ToArray();
            for (var damage = random.Next(5); damage > 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            run.Process(new StreamRecord(Number(i), "k", Start, bytes.AsMemory(0, random.Next(bytes.Length + 1))));
        }

        var inputs = run.Pipeline.Counters.Inputs;
        run.Flush();
        Assert.Equal(inputs.Read, run.Store.Landed().Count + run.Store.Quarantined().Count);
        Assert.True(inputs.Quarantined > 100);
    }

    [Fact]
    public void Compressed_records_are_read_and_damaged_ones_quarantined()
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes($"[{View("a", 1)},{View("b", 2)}]"));
        }

        using var run = new ShardRun();
        run.Process(
            new StreamRecord(Number(1), "k", Start, zipped.ToArray()),
            new StreamRecord(Number(2), "k", Start, zipped.ToArray().AsMemory(0, (int)zipped.Length - 12)));
        var inputs = run.Pipeline.Counters.Inputs;
        Assert.Equal((3, 2, 1), (inputs.Read, inputs.Landed, inputs.Quarantined));
    }

    [Fact]
    public void Each_order_gives_one_alert_in_order_with_an_id_that_depends_on_the_order_alone()
    {
        var clock = new FakeTimeProvider(Start.AddDays(1));
        using var run = new ShardRun(new PipelineOptions { Clock = clock });
        run.Process(Plain(1, Purchase("a", 1, "o2", 19.99m, 2)), Plain(2, Purchase("b", 2, "o1", 1m)), Plain(3, Purchase("c", 3, "o2", 7m)));
        Assert.Equal(["o2", "o1"], run.Alerts.Select(alert => alert.Order));
        var alert = run.Alerts[0];
        Assert.Equal((39.98m, "EUR", "u1", "p-a", 2), (alert.Revenue, alert.Currency, alert.UserId, alert.ProductId, alert.Items));
        Assert.Equal((Start.AddSeconds(1), Start.AddDays(1)), (alert.EventTime, alert.AlertTime));
        Assert.Equal("Order o2 by user u1: 2 items of product p-a for 39.98 EUR at 2026-11-22 10:00:01 UTC.", alert.Text);

        using var other = new ShardRun();
        other.Process(Plain(9, Purchase("z", 500, "o2", 3m)));
        Assert.Equal(alert.Id, other.Alerts.Single().Id);
        Assert.NotEqual(alert.Id, run.Alerts[1].Id);
        Assert.Equal((2, 47.98m), (run.Pipeline.Counters.Orders, run.Pipeline.Counters.Revenue["EUR"]));
    }

    [Fact]
    public void A_purchase_without_an_order_id_is_its_own_order()
    {
        using var run = new ShardRun();
        const string Json = """{"click_id":"x","event":"purchase","ts":1763800000,"price":3}""";
        run.Process(Plain(1, Json), Plain(2, Json));
        Assert.Equal("x", run.Alerts.Single().Order);
    }

    [Fact]
    public void A_pipeline_that_failed_goes_no_further()
    {
        using var run = new ShardRun();
        run.Process(Plain(2, View("a", 1)));
        Assert.Throws<InvalidOperationException>(() => run.Process(Plain(2, View("b", 1))));
        Assert.Throws<InvalidOperationException>(() => run.Process(Plain(3, View("b", 1))));
        Assert.Throws<InvalidOperationException>(() => run.Pipeline.Cut());
    }

    [Fact]
    public void A_hundred_hours_at_once_are_landed_whole_and_ask_for_a_flush()
    {
        using var run = new ShardRun(new PipelineOptions { MaxOpenHours = 3 });
        for (var round = 0; round < 3; round++)
        {
            run.Process(Aggregate(round + 1, Enumerable.Range(0, 100).Select(i => new TestInput(View($"{round}-{i}", i * 3_600)))));
        }

        Assert.True(run.Pipeline.WantsFlush);
        run.Flush();
        Assert.False(run.Pipeline.WantsFlush);
        Assert.Equal(0, run.Pipeline.PendingBytes);
        Assert.Equal(300, run.Store.Landed().Count);
        Assert.Equal(100, run.Store.KeysUnder(LakeLayout.Landing).Count());
    }

    [Fact]
    public void Enough_bytes_ask_for_a_flush()
    {
        using var run = new ShardRun(new PipelineOptions { FlushBytes = 20_000 });
        var record = 0;
        while (!run.Pipeline.WantsFlush)
        {
            Assert.InRange(++record, 1, 1_000);
            run.Process(Aggregate(record, Enumerable.Range(0, 100).Select(i => new TestInput(View(Guid.NewGuid().ToString(), 1)))));
        }

        Assert.InRange(run.Pipeline.PendingBytes, 20_000, 200_000);
    }

    [Fact]
    public void Wrong_options_are_refused_all_at_once()
    {
        var e = Assert.Throws<ArgumentException>(() =>
            ShardPipeline.Begin(
                TestEvents.Shard,
                new PipelineOptions { MaxOpenMinutes = 0, FlushBytes = 0, AllowedLateness = TimeSpan.FromSeconds(-1) },
                []));
        Assert.Contains("MaxOpenMinutes", e.Message, StringComparison.Ordinal);
        Assert.Contains("FlushBytes", e.Message, StringComparison.Ordinal);
        Assert.Contains("AllowedLateness", e.Message, StringComparison.Ordinal);
        Assert.Empty(new PipelineOptions().Validate());
    }
}
