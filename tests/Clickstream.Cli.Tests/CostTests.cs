using System.Globalization;
using Clickstream.Cli.Costs;

namespace Clickstream.Cli.Tests;

public sealed class CostTests
{
    private static readonly PriceList Prices = PriceList.Own();

    [Fact]
    public async Task The_document_shows_what_the_command_prints()
    {
        var blocks = (await File.ReadAllTextAsync(Checkout.PathOf("docs", "cost.md"))).Split("```").Where((_, place) => place % 2 == 1).ToList();
        Assert.Equal(6, blocks.Count);
        using var line = new CommandLine();
        foreach (var block in blocks)
        {
            var (command, shown) = (block.Trim().Split('\n')[0], string.Join('\n', block.Trim().Split('\n').Skip(1)));
            var (code, output, _) = await line.RunAsync([.. command.Split(' ').Skip(1)]);
            Assert.Equal(ExitCode.Done, code);
            Assert.Equal(shown, output[..output.IndexOf("\nPrices:", StringComparison.Ordinal)].TrimEnd());
        }
    }

    [Fact]
    public void A_day_of_86_million_events_is_priced_by_hand()
    {
        // 1,000 events a second of 500 bytes, three times as many at the busiest: 1.5 MB/s, which 1.43 / 0.8 shards take; 50 events in a record of 25 KB.
        var model = new CostModel(new CostOptions { EventsPerDay = 86_400_000, RetentionHours = 24 }, Prices);
        Assert.Equal(2, model.Shards);
        Assert.Equal(4, model.ShardsWithout);
        Assert.Equal(50, model.EventsPerRecord);
        Assert.Equal(86_400_000 * 730.0 / 24 / 50, model.Units, 1);
        Assert.Equal(86_400_000 * 730.0 / 24, model.UnitsWithout, 1);
        var lines = model.Lines().ToDictionary(line => line.Part, line => line.Dollars);
        Assert.Equal(2 * 730 * 0.015, lines["Kinesis shards"], 6);
        Assert.Equal(model.Units / 1e6 * 0.014, lines["Kinesis PUT units"], 6);
        Assert.DoesNotContain("Kinesis retention", lines.Keys);
    }

    [Fact]
    public void More_events_never_cost_less_and_every_switch_costs_something()
    {
        foreach (var isAlwaysOn in new[] { true, false })
        {
            var before = 0.0;
            for (var events = 1e3; events <= 1e12; events *= 1.7)
            {
                var total = Total(new CostOptions { EventsPerDay = events, AlwaysOn = isAlwaysOn });
                Assert.True(total >= before, string.Create(CultureInfo.InvariantCulture, $"{events:N0} a day cost {total:N2}, fewer cost {before:N2}."));
                before = total;
            }
        }

        var plain = new CostOptions { EventsPerDay = 1e7 };
        Assert.All(
            [plain with { FanOut = true }, plain with { Firehose = true }, plain with { Functions = true }, plain with { PrivateZones = 2 }, plain with { RetentionHours = 168, Months = 36 }],
            switched => Assert.True(Total(switched) > Total(plain)));
    }

    [Fact]
    public async Task Prices_of_ones_own_win_and_wrong_ones_are_refused()
    {
        using var line = new CommandLine();
        var file = Path.Combine(line.Data, "prices.json");
        await File.WriteAllTextAsync(file, """{"region":"eu-central-1","date":"2026-11","source":"mine","prices":{"kinesis_shard_hour":1.0}}""");
        var document = await line.JsonAsync("cost", "--events-per-day", "1000", "--prices", file);
        Assert.Equal(730, document.GetProperty("lines")[0].GetProperty("usd").GetDouble());
        Assert.Equal("eu-central-1", document.GetProperty("prices").GetProperty("region").GetString());

        foreach (var (json, reason) in new[] { ("[]", "no JSON object"), ("{", "no JSON"), ("{}", "prices"), ("""{"prices":{"gold":1}}""", "gold"), ("""{"prices":{"athena_tb":"5"}}""", "athena_tb") })
        {
            await File.WriteAllTextAsync(file, json);
            var (code, _, messages) = await line.RunAsync("cost", "--events-per-day", "1000", "--prices", file);
            Assert.Equal(ExitCode.WrongUsage, code);
            Assert.Contains(reason, messages, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--events-per-day", "0")]
    [InlineData("--events-per-day", "nan")]
    [InlineData("--events-per-day", "1000", "--event-bytes", "1")]
    [InlineData("--events-per-day", "1000", "--peak", "0.5")]
    [InlineData("--events-per-day", "1000", "--retention-hours", "1")]
    [InlineData("--events-per-day", "1000", "--size", "huge")]
    public async Task What_cannot_be_priced_is_refused(params string[] options)
    {
        using var line = new CommandLine();
        var (code, output, messages) = await line.RunAsync(["cost", .. options]);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(output);
        Assert.NotEmpty(messages);
    }

    private static double Total(CostOptions options) => new CostModel(options, Prices).Lines().Sum(line => line.Dollars);
}
