using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Terminal;
using Clickstream.Core.Lake;
using Clickstream.Core.Time;
using Clickstream.Producer.Replay;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream replay</c>: hourly raw files into the stream.</summary>
internal static class ReplayCommand
{
    private static readonly Option<DirectoryInfo?> Raw = new("--raw") { Description = "Raw files elsewhere; only read. Without it, DIR/raw.", HelpName = "DIR" };
    private static readonly Option<string> Speed = new("--speed") { Description = "How many times faster than it happened, for instance 60; 'max' is as fast as possible.", DefaultValueFactory = _ => "max" };
    private static readonly Option<string?> From = new("--from") { Description = "The first hour.", HelpName = "YYYY/MM/DD/HH" };
    private static readonly Option<string?> To = new("--to") { Description = "The hour after the last.", HelpName = "YYYY/MM/DD/HH" };
    private static readonly Option<string> Id = new("--id") { Description = "Names the replay; another id puts everything again.", DefaultValueFactory = _ => ReplayOptions.DefaultId };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be put, and change nothing." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "replay",
            "Put hourly raw files (YYYY/MM/DD/HH/*.json[.gz], or year=/month=/day=/hour=) into the stream, by event time. "
            + "Stopped or killed and started again, it goes on where it was; what is finished is not put again.");
        foreach (var option in new Option[] { Raw, Speed, From, To, Id, DryRun })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    /// <summary>Tells how far it is.</summary>
    public static string Describe(ReplayProgress progress)
    {
        var left = progress.Remaining is { } remaining ? $", {remaining:hh\\:mm\\:ss} left" : string.Empty;
        var at = progress.EventTime?.Minute.ToString() ?? "the beginning";
        return string.Create(
            CultureInfo.InvariantCulture, $"{progress.Share:P0}, {progress.Inputs:N0} inputs, {progress.Rate:N0}/s, at {at}{left}");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = Read(context);
        await using var backend = await context.OpenBackendAsync();
        var rawStore = context.Get(Raw) is { } raw ? LocalBackend.RawFolder(raw) : backend.Objects;
        var replayer = new Replayer(options, rawStore, backend.Objects, await backend.StreamAsync(context.Drain), backend.Time);
        return context.Get(DryRun) ? Print(context, await replayer.PlanAsync(context.Drain)) : await RunAsync(context, replayer);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, Replayer replayer)
    {
        ReplayOutcome outcome;
        using (var line = context.Terminal.Progress("replay"))
        {
            outcome = await replayer.RunAsync(new Reporter<ReplayProgress>(state => line.Report(Describe(state))), context.Drain, context.Abort);
        }

        foreach (var problem in outcome.Problems.Concat(outcome.Changed.Select(key => $"{key} has changed since it was replayed; it is not put again.")))
        {
            context.Terminal.Messages.WriteLine(problem);
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject
            {
                ["read"] = outcome.Read,
                ["put"] = outcome.Put,
                ["stream"] = PutText.ToJson(outcome.Tally),
                ["quarantined"] = outcome.Quarantined,
                ["files"] = outcome.Files,
                ["total_read"] = outcome.TotalRead,
                ["complete"] = outcome.Complete,
                ["seconds"] = outcome.Elapsed.TotalSeconds,
            });
        }
        else
        {
            context.Terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Read:N0} inputs from {outcome.Files} files ({outcome.FilesBefore} were done before), {outcome.Quarantined:N0} quarantined at the source, "
                + $"{outcome.Rate:N0}/s{(outcome.Complete ? "." : "; not complete, run it again to go on.")}"));
            if (PutText.Describe(outcome.Tally) is { } put)
            {
                context.Terminal.Output.WriteLine(put);
            }
        }

        return outcome.Complete ? ExitCode.Done : ExitCode.Failed;
    }

    private static ReplayOptions Read(CommandContext context)
    {
        var speed = context.Get(Speed)!;
        var factor = 0.0;
        if (speed != "max" && !double.TryParse(speed.TrimStart('x', '×'), NumberStyles.Float, CultureInfo.InvariantCulture, out factor))
        {
            throw new UsageException($"--speed '{speed}' is no factor; write for instance 60, or max.");
        }

        var options = new ReplayOptions
        {
            Id = context.Get(Id)!,
            RawPrefix = context.Get(Raw) is null ? LakeLayout.Raw : string.Empty,
            Speed = speed == "max" ? null : factor,
            From = ParseHour(context.Get(From)),
            To = ParseHour(context.Get(To)),
        };
        return options.Validate() is { Count: > 0 } problems ? throw new UsageException(string.Join(Environment.NewLine, problems)) : options;
    }

    private static Hour? ParseHour(string? text) => text switch
    {
        null => null,
        _ when Hour.TryParse(text, out var hour) => hour,
        _ => throw new UsageException($"'{text}' is not an hour; write YYYY/MM/DD/HH, for instance 2026/03/01/09."),
    };

    private static ExitCode Print(CommandContext context, ReplayPlan plan)
    {
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject
            {
                ["files"] = plan.Files,
                ["files_before"] = plan.FilesBefore,
                ["bytes"] = plan.Bytes,
                ["inputs"] = plan.Inputs,
                ["estimated_seconds"] = plan.Estimated.TotalSeconds,
                ["hours"] = new JsonArray([.. plan.Hours.Select(hour => new JsonObject
                {
                    ["hour"] = hour.Hour.Path, ["files"] = hour.Files, ["bytes"] = hour.Bytes, ["inputs"] = hour.Inputs,
                })]),
            });
            return ExitCode.Done;
        }

        TextTable.Write(
            context.Terminal.Output,
            ["hour", "files", "bytes", "inputs"],
            [.. plan.Hours.Select(hour => new object?[] { hour.Hour.Path, hour.Files, hour.Bytes, hour.Inputs })]);
        context.Terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{plan.Inputs:N0} inputs in {plan.Files} files; about {plan.Estimated:hh\\:mm\\:ss}. {plan.FilesBefore} files were done before."));
        return ExitCode.Done;
    }
}
