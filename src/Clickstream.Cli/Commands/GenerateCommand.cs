using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Terminal;
using Clickstream.Producer.Generate;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream generate</c>: synthetic load, with an oracle of the right answers.</summary>
internal static class GenerateCommand
{
    private static readonly Option<string> To = new("--to") { Description = "'raw' writes hourly files, 'stream' puts the same inputs into the stream.", DefaultValueFactory = _ => "raw" };
    private static readonly Option<double?> Rate = new("--rate") { Description = "Inputs a second with --to stream; as fast as possible if not given." };
    private static readonly Option<bool> Gzip = new("--gzip") { Description = "Compress the raw files." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "generate",
            "Make realistic shop traffic from a seed, to hourly raw files or into the stream, and the oracle of the right answers (oracle/seed-SEED.json). "
            + "Killed and started again with the same options it goes on; when all is there it does nothing.");
        To.AcceptOnlyFromAmong("raw", "stream");
        var traffic = new GenerateOptionsSet();
        command.Options.Add(To);
        traffic.AddTo(command);
        command.Options.Add(Rate);
        command.Options.Add(Gzip);
        return runner.Bind(command, context => RunAsync(context, traffic));
    }

    /// <summary>The oracle without its long lists, as the answer of a command.</summary>
    public static async Task<JsonObject> SummaryAsync(Backend backend, long seed, CancellationToken cancellationToken)
    {
        var stored = await backend.Objects.GetAsync(Oracle.KeyOf(seed), cancellationToken)
            ?? throw new CommandException($"{Oracle.KeyOf(seed)} is gone. Generate again.");
        var summary = JsonNode.Parse(stored.Content.Span)!.AsObject();
        summary.Remove("minutes");
        summary.Remove("hours");
        summary["oracle"] = Oracle.KeyOf(seed).Value;
        return summary;
    }

    /// <summary>Tells how far it is.</summary>
    public static string Describe(GenerateProgress progress) => string.Create(
        CultureInfo.InvariantCulture, $"{progress.Inputs:N0} of {progress.Total:N0} inputs, {progress.Rate:N0}/s");

    private static async Task<ExitCode> RunAsync(CommandContext context, GenerateOptionsSet traffic)
    {
        var options = traffic.Read(context, context.Get(Gzip));
        if (context.Get(Rate) <= 0)
        {
            throw new UsageException("--rate must be above 0.");
        }

        await using var backend = await context.OpenBackendAsync();
        GenerateOutcome? outcome;
        using (var line = context.Terminal.Progress("generate"))
        {
            var progress = new Reporter<GenerateProgress>(state => line.Report(Describe(state)));
            outcome = context.Get(To) == "raw"
                ? await new RawGenerator(options, backend.Objects, backend.Time).RunAsync(progress, context.Drain)
                : await PutAsync(context, backend, options, progress);
        }

        if (outcome is null)
        {
            context.Terminal.Messages.WriteLine("Stopped before the end. Run the same command again to go on.");
            return ExitCode.Failed;
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(await SummaryAsync(backend, options.Seed, context.Drain));
        }
        else
        {
            context.Terminal.Output.WriteLine(Text(outcome));
            if (PutText.Describe(outcome.Put) is { } put)
            {
                context.Terminal.Output.WriteLine(put);
            }
        }

        return ExitCode.Done;
    }

    private static async Task<GenerateOutcome?> PutAsync(
        CommandContext context, Backend backend, GenerateOptions options, IProgress<GenerateProgress> progress)
    {
        var pace = new StreamGeneratorOptions { EventsPerSecond = context.Get(Rate) };
        var generator = new StreamGenerator(options, pace, backend.Objects, await backend.StreamAsync(context.Drain), backend.Time);
        return await generator.RunAsync(progress, context.Drain, context.Abort);
    }

    private static string Text(GenerateOutcome outcome)
    {
        var oracle = outcome.Oracle;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(outcome.WasComplete ? "Already there" : "Made")}: {oracle.Read:N0} inputs = {oracle.Accepted:N0} events + {oracle.Duplicates:N0} duplicates + "
            + $"{oracle.Quarantined:N0} to be quarantined; {oracle.Orders:N0} orders, {oracle.Revenue:N2} {oracle.Currency}; the right answers are in {Oracle.KeyOf(oracle.Seed)}.");
    }
}
