using Clickstream.Core.Events;
using Clickstream.Producer.Generate;
using Clickstream.Producer.Streams;
using Clickstream.Producer.Tests.Generate;
using Clickstream.Producer.Tests.Streams;

namespace Clickstream.Producer.Tests.Replay;

/// <summary>Replays that are aborted at random points, over a stream that refuses, fails and repeats.</summary>
public sealed class ReplayCampaignTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Aborted_again_and_again_every_input_arrives_and_every_visitor_keeps_his_order(int seed)
    {
        using var fixture = await ReplayFixture.CreateAsync(shards: 5);
        var traffic = new GenerateOptions { Events = 12_000, Hours = 3, Seed = seed, MalformedShare = 0.02, Gzip = seed == 2 };
        await new RawGenerator(traffic, fixture.Folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        var large = "{\"x\":\"" + new string('x', 1_500_000) + "\"}";
        await fixture.WriteAsync("2026/03/01/01/large.json", large, ReplayFixture.Event("2026-03-01T01:30:00Z", "u", "1"));
        const int Inputs = 12_002;

        var random = new Random(seed);
        var runs = 0;
        for (var complete = false; !complete; runs++)
        {
            complete = await AbortAtRandomAsync(fixture, random, isLast: runs >= 12);
            AssertLedgerIsNotAhead(await fixture.LedgerAsync(), await StoredInputs.ReadAsync(fixture.Stream));
        }

        Assert.InRange(runs, 3, 13);
        var stored = await StoredInputs.ReadAsync(fixture.Stream);
        var first = StoredInputs.FirstDeliveries(stored);
        var quarantined = await fixture.QuarantineAsync();
        Assert.Equal([RejectionReason.TooLarge], ReplayFixture.Reasons(quarantined));
        Assert.Equal(Inputs - 1, first.Count);
        Assert.True(stored.Count > first.Count, "Nothing was put twice, so nothing was tried.");
        await AssertOrderAsync(fixture, first);
        var ledger = await fixture.LedgerAsync();
        Assert.Equal((Inputs, Inputs - 1, true), (ledger.Read, ledger.Put, ledger.Complete));
    }

    [Fact]
    public async Task Stopped_gracefully_it_puts_nothing_twice()
    {
        using var fixture = await ReplayFixture.CreateAsync();
        var traffic = new GenerateOptions { Events = 20_000, Hours = 2 };
        await new RawGenerator(traffic, fixture.Folder.Objects, TimeProvider.System).RunAsync(null, DataFolder.Deadline);
        var read = 0L;
        for (var puts = 1; ; puts++)
        {
            using var stop = new CancellationTokenSource();
            var left = puts;
            var stream = new FaultyStream(fixture.Stream, 1, 0) { BeforePut = _ => --left == 0 ? stop.CancelAsync() : Task.CompletedTask };
            var outcome = await fixture.Replayer(stream: stream).RunAsync(null, stop.Token, DataFolder.Deadline);
            read += outcome.Read;
            if (outcome.Complete)
            {
                break;
            }
        }

        var stored = await StoredInputs.ReadAsync(fixture.Stream);
        Assert.Equal(20_000, read);
        Assert.Equal(20_000, stored.Count);
        Assert.Equal(20_000, stored.Select(input => input.Origin).Distinct().Count());
    }

    private static async Task<bool> AbortAtRandomAsync(ReplayFixture fixture, Random random, bool isLast)
    {
        using var abort = new CancellationTokenSource();
        var puts = isLast ? int.MaxValue : random.Next(1, 40);
        var faulty = new FaultyStream(fixture.Stream, random.Next(), 0.1)
        {
            BeforePut = _ => --puts == 0 ? abort.CancelAsync() : Task.CompletedTask,
        };
        var options = ReplayFixture.Options with
        {
            Producer = ReplayFixture.Options.Producer with { MaxBytesInFlight = random.Next(50_000, 500_000), RecordBytes = 8_000 },
        };
        try
        {
            return (await fixture.Replayer(options, faulty).RunAsync(null, CancellationToken.None, abort.Token)).Complete;
        }
        catch (Exception e) when (abort.IsCancellationRequested && e is OperationCanceledException or StreamPutException)
        {
            return false;
        }
    }

    private static void AssertLedgerIsNotAhead(Core.Ledgers.ProducerLedger ledger, List<StoredInput> stored) =>
        Assert.True(ledger.Put <= stored.Select(input => input.Origin).Distinct().Count());

    /// <summary>Compares with a plain reading of the files: a visitor belongs to one file of each hour.</summary>
    private static async Task AssertOrderAsync(ReplayFixture fixture, List<StoredInput> first)
    {
        var expected = new Dictionary<string, List<string>>();
        var raw = (await fixture.Folder.RawAsync()).Where(info => info.Key.Name.StartsWith("seed", StringComparison.Ordinal)).ToList();
        var recount = await Recount.OfAsync(fixture.Folder.Objects, raw);
        foreach (var input in recount.Files.SelectMany(file => file).Where(input => input.Time is not null))
        {
            if (!expected.TryGetValue(input.User, out var ids))
            {
                expected.Add(input.User, ids = []);
            }

            ids.Add(input.Id);
        }

        foreach (var visitor in first.Where(input => expected.ContainsKey(input.Key)).GroupBy(input => input.Key))
        {
            Assert.Equal(expected[visitor.Key], visitor.Select(input => input.Data.Split('"')[3]));
        }
    }
}
