using System.Globalization;
using System.Text;
using Clickstream.Core.Engagement;
using Clickstream.Core.Ledgers;
using Clickstream.Core.Streams;
using Clickstream.Stream.Pipeline;
using CsCheck;
using static Clickstream.Stream.Tests.Pipeline.TestEvents;

namespace Clickstream.Stream.Tests.Pipeline;

/// <summary>
/// The same records come to the same result, however they are cut into pages and flushes, and however often the worker is killed,
/// with what its dead attempts wrote left lying about.
/// </summary>
public sealed class DeterminismTests
{
    // Small limits, so that every rule takes effect within a few hundred inputs.
    private static readonly PipelineOptions Options = new()
    {
        AllowedLateness = TimeSpan.FromSeconds(30),
        Retention = TimeSpan.FromMinutes(3),
        DuplicateHorizon = TimeSpan.FromMinutes(4),
        SeenGenerationSize = 16,
        MinSeenInputs = 64,
        MaxSeenInputs = 192,
        MaxOpenMinutes = 7,
        MaxOpenHours = 2,
        BatchEvents = 7,
    };

    [Fact]
    public async Task Pages_flushes_and_kills_change_nothing() => await Gen.Int[0, int.MaxValue].SampleAsync(
        async seed =>
        {
            var random = new Random(seed);
            var records = MakeRecords(random, 60);
            using var plain = new ShardRun(Options);
            plain.Process(records);
            plain.Pipeline.CloseAll();
            plain.Flush();

            using var rough = new ShardRun(Options);
            await RunRoughlyAsync(rough, records, random);
            Assert.Equal(Describe(plain), Describe(rough));
            Assert.Equal(
                plain.Alerts.Select(alert => (alert.Id, alert.Revenue)).Distinct(), // A forgotten order alerts again; its claim stops it.
                rough.Alerts.Select(alert => (alert.Id, alert.Revenue)).Distinct());
        },
        iter: 120);

    private static async Task RunRoughlyAsync(ShardRun run, StreamRecord[] records, Random random)
    {
        var kills = 0;
        for (var next = 0; next < records.Length || run.Pipeline.HasPending;)
        {
            switch (random.Next(10))
            {
                case 0 when kills++ < 12:
                    if (run.Pipeline.HasPending)
                    {
                        run.Flush(killAfter: random.Next(12));
                    }

                    await run.RestartAsync();
                    next = run.Pipeline.Through is { } through ? Array.FindIndex(records, record => record.SequenceNumber == through) + 1 : 0;
                    break;
                case 1 when run.Pipeline.HasPending:
                    run.Flush();
                    break;
                case 2:
                    run.Pipeline.CloseIdle();
                    break;
                case 3:
                    run.Pipeline.EmitEarly();
                    break;
                default:
                    var page = records[next..Math.Min(records.Length, next + random.Next(8))];
                    run.Process(page);
                    next += page.Length;
                    if (next == records.Length)
                    {
                        run.Pipeline.CloseAll();
                    }

                    break;
            }
        }
    }

    private static string Describe(ShardRun run)
    {
        var text = new StringBuilder();
        foreach (var minute in run.Store.Engagement().Merged())
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            EngagementLine.Write(minute with { State = MinuteState.Final }, buffer); // When it was shown as final depends on the clock.
            text.Append(Encoding.UTF8.GetString(buffer.WrittenSpan));
        }

        text.Append(Encoding.UTF8.GetString(LedgerJson.Serialize(run.Ledger))).Append('\n');
        text.AppendJoin('\n', run.Store.Landed()).Append('\n');
        text.AppendJoin('\n', run.Store.Quarantined()).Append('\n');
        var counters = run.Pipeline.Counters;
        return text.Append(CultureInfo.InvariantCulture, $"{counters.Inputs} {counters.Orders} {string.Join(',', counters.Revenue)}").ToString();
    }

    private static StreamRecord[] MakeRecords(Random random, int count)
    {
        var inputs = new List<TestInput>();
        var records = new StreamRecord[count];
        var time = 0.0;
        for (var i = 0; i < count; i++)
        {
            var batch = new List<TestInput>();
            for (var j = random.Next(1, 12); j > 0; j--)
            {
                time += random.NextDouble() * 4;
                batch.Add(MakeInput(random, inputs, time));
            }

            inputs.AddRange(batch);
            records[i] = random.Next(8) == 0
                ? Plain((i * 3) + 1, string.Join('\n', batch.Select(input => input.Json)), time)
                : Aggregate((i * 3) + 1, batch, time);
        }

        return records;
    }

    private static TestInput MakeInput(Random random, List<TestInput> before, double time)
    {
        var origin = $"p{random.Next(2)}/f/{before.Count}-{random.Next()}";
        var id = $"c{random.Next()}";
        return random.Next(20) switch
        {
            0 when before.Count > 0 => before[random.Next(before.Count)], // Put again.
            1 when before.Count > 0 => before[random.Next(before.Count)] with { Origin = origin }, // A duplicate.
            2 => new TestInput("{\"event_type\":\"view\"", origin),
            3 => new TestInput(View(id, time - random.Next(600), $"u{random.Next(9)}"), origin), // Late.
            4 => new TestInput(View(id, time + 100_000), origin), // From a wrong clock.
            5 or 6 => new TestInput(Purchase(id, time, $"o{random.Next(100)}", random.Next(1, 10_000) / 100m), origin),
            7 => new TestInput(View(id, time)),
            _ => new TestInput(View(id, time - random.Next(20), $"u{random.Next(50)}", $"/p/{random.Next(300)}"), origin),
        };
    }
}
