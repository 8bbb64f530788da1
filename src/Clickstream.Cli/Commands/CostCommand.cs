using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Costs;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream cost</c>: what a month on AWS would cost.</summary>
internal static class CostCommand
{
    private static readonly Option<double> Events = new("--events-per-day") { Description = "Events of a day.", Required = true, HelpName = "N" };
    private static readonly Option<double> Bytes = new("--event-bytes") { Description = "Bytes of an event as JSON.", DefaultValueFactory = _ => 500 };
    private static readonly Option<string> Size = new("--size") { Description = "As in infra/: serverless has a stream on demand and no worker always on.", DefaultValueFactory = _ => "worker" };
    private static readonly Option<double> Peak = new("--peak") { Description = "The busiest second, in multiples of the average one; shards and tasks are sized for it.", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> Purchases = new("--purchases") { Description = "Part of the events that are purchases.", DefaultValueFactory = _ => 0.01 };
    private static readonly Option<bool> Functions = new("--functions") { Description = "The alert functions read the stream too." };
    private static readonly Option<bool> FanOut = new("--fan-out") { Description = "The worker reads with enhanced fan-out." };
    private static readonly Option<bool> Firehose = new("--firehose") { Description = "Micro-batches go through Firehose." };
    private static readonly Option<double> Retention = new("--retention-hours") { Description = "Hours that records stay in the stream.", DefaultValueFactory = _ => 48 };
    private static readonly Option<double> Months = new("--months") { Description = "Months of tables that are kept.", DefaultValueFactory = _ => 12 };
    private static readonly Option<double> Queries = new("--queries-per-day") { Description = "Athena queries a day, each over one day of events.", DefaultValueFactory = _ => 20 };
    private static readonly Option<int> Zones = new("--private-zones") { Description = "Zones of a private network, whose endpoints cost; 0 for a public one." };
    private static readonly Option<FileInfo?> Prices = new("--prices") { Description = "Your own prices, as in src/Clickstream.Cli/Costs/prices.json; what it leaves out is ours.", HelpName = "FILE" };

    public static Command Create(CommandRunner runner)
    {
        Size.AcceptOnlyFromAmong("serverless", "worker");
        var command = new Command(
            "cost",
            "Estimate what a month on AWS costs: shards, PUT units with and without aggregation, S3, Athena, Fargate and the rest. List prices of one region, without free tiers; docs/cost.md says what is measured and what is assumed.");
        foreach (var option in new Option[] { Events, Bytes, Size, Peak, Purchases, Functions, FanOut, Firehose, Retention, Months, Queries, Zones, Prices })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = new CostOptions
        {
            EventsPerDay = context.Get(Events),
            EventBytes = context.Get(Bytes),
            Peak = context.Get(Peak),
            Purchases = context.Get(Purchases),
            AlwaysOn = context.Get(Size) == "worker",
            Functions = context.Get(Functions),
            FanOut = context.Get(FanOut),
            Firehose = context.Get(Firehose),
            RetentionHours = context.Get(Retention),
            Months = context.Get(Months),
            QueriesPerDay = context.Get(Queries),
            PrivateZones = context.Get(Zones),
        };
        if (options.Validate().ToArray() is { Length: > 0 } problems)
        {
            throw new UsageException(string.Join(Environment.NewLine, problems));
        }

        var prices = await PricesAsync(context);
        var model = new CostModel(options, prices);
        if (context.Json)
        {
            context.Terminal.WriteJson(ToJson(model, prices));
        }
        else
        {
            context.Terminal.Output.Write(Render(model, prices, options));
        }

        return ExitCode.Done;
    }

    private static async Task<PriceList> PricesAsync(CommandContext context)
    {
        if (context.Get(Prices) is not { } file)
        {
            return PriceList.Own();
        }

        try
        {
            return PriceList.Read(await File.ReadAllTextAsync(file.FullName, context.Drain));
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be used as prices. {fault.Message}");
        }
    }

    private static string Render(CostModel model, PriceList prices, CostOptions options)
    {
        var lines = model.Lines();
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        TextTable.Write(
            text,
            ["a month", "how much", "USD"],
            [.. lines.Append(new CostLine("total", string.Empty, lines.Sum(line => line.Dollars))).Select(line => new object?[] { line.Part, line.Quantity, Cents(line.Dollars) })]);
        var without = string.Create(
            CultureInfo.InvariantCulture,
            $"Aggregation puts {model.EventsPerRecord:N1} events into a record. Without it: {model.UnitsWithout / 1e6:N1} million PUT units instead of {model.Units / 1e6:N1}, "
            + $"and {model.ShardsWithout:N0} shards instead of {model.Shards:N0}, which would cost {Cents(model.StreamWithoutAggregation())} USD.");
        return $"{text}\n{(options.AlwaysOn ? without + "\n" : string.Empty)}Prices: {prices.Region}, {prices.Date}. {prices.Source}\n";
    }

    private static decimal Cents(double dollars) => decimal.Round((decimal)dollars + 0.00m, 2);

    private static JsonObject ToJson(CostModel model, PriceList prices) => new()
    {
        ["total"] = Math.Round(model.Lines().Sum(line => line.Dollars), 2),
        ["lines"] = new JsonArray([.. model.Lines().Select(line => new JsonObject { ["part"] = line.Part, ["quantity"] = line.Quantity, ["usd"] = Math.Round(line.Dollars, 2) })]),
        ["shards"] = model.Shards,
        ["put_units"] = Math.Round(model.Units),
        ["shards_without_aggregation"] = model.ShardsWithout,
        ["put_units_without_aggregation"] = Math.Round(model.UnitsWithout),
        ["prices"] = new JsonObject { ["region"] = prices.Region, ["date"] = prices.Date, ["source"] = prices.Source },
    };
}
