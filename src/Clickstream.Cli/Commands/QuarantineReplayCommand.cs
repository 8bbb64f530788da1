using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Core.Decoding;
using Clickstream.Core.Quarantine;
using Clickstream.Producer.Quarantine;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream quarantine replay</c>: rejected inputs into the stream again.</summary>
internal static class QuarantineReplayCommand
{
    private static readonly Option<string[]> Renames = new("--rename")
    {
        Description = "Give a field of the event another name before it is put; may be repeated.",
        HelpName = "OLD=NEW",
    };

    private static readonly Option<string[]> Sets = new("--set")
    {
        Description = "Give the event a field with this text, whether it has it or not; may be repeated.",
        HelpName = "NAME=TEXT",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be put, and change nothing." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "replay",
            "Put entries that are valid events by now into the stream again: after an update of the program, or with --rename and --set. Each entry is put at "
            + "most once, whatever is killed when, and counts where it goes then; what is still invalid stays. A worker reads them like other input.");
        foreach (var option in new Option[] { Renames, Sets, DryRun })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = new QuarantineReplayOptions
        {
            Reason = QuarantineCommand.ReasonOf(context),
            Hour = QuarantineCommand.HourOf(context),
            Fix = new PayloadFix { Renames = Pairs(context, Renames), Sets = Pairs(context, Sets) },
        };
        await using var backend = await context.OpenBackendAsync();
        var positions = await DurablePositions.ReadAsync(backend.Objects, await backend.LeasesAsync(context.Drain), context.Drain);
        var replayer = new QuarantineReplayer(backend.Objects, await backend.StreamAsync(context.Drain), positions, backend.Time);
        var isDry = context.Get(DryRun);
        var outcome = isDry
            ? await replayer.PlanAsync(options, context.Drain)
            : await replayer.RunAsync(options, context.Drain, context.Abort);
        foreach (var problem in outcome.Problems)
        {
            context.Terminal.Messages.WriteLine(problem);
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(ToJson(outcome));
        }
        else
        {
            Write(context.Terminal.Output, outcome, isDry);
        }

        return outcome.Problems.Count == 0 && !outcome.Stopped ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(TextWriter to, QuarantineReplayOutcome outcome, bool isDry)
    {
        void Line(long count, string what)
        {
            if (count > 0)
            {
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}"));
            }
        }

        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Replayed:N0} entries {(isDry ? "would be" : "were")} put into the stream."));
        Line(outcome.Resumed, "entries of a batch that was stopped before were put first.");
        foreach (var (reason, count) in outcome.StillInvalid)
        {
            Line(count, $"stay: {RejectionReasons.NameOf(reason)}.");
        }

        Line(outcome.Unfit, "stay: the quarantine holds only a part of them, or they are too large for the stream.");
        Line(outcome.Before, "were put before.");
        Line(outcome.InFlight, "are left to the worker, which will read their records again.");
        if (outcome.Stopped)
        {
            to.WriteLine("Stopped before the end; run it again to go on.");
        }
    }

    private static JsonObject ToJson(QuarantineReplayOutcome outcome) => new()
    {
        ["replayed"] = outcome.Replayed,
        ["resumed"] = outcome.Resumed,
        ["still_invalid"] = outcome.StillInvalid.Values.Sum(),
        ["still_invalid_by_reason"] = new JsonObject(
            [.. outcome.StillInvalid.Select(entry => KeyValuePair.Create(RejectionReasons.NameOf(entry.Key), (JsonNode?)entry.Value))]),
        ["unfit"] = outcome.Unfit,
        ["before"] = outcome.Before,
        ["in_flight"] = outcome.InFlight,
        ["complete"] = !outcome.Stopped,
        ["stream"] = PutText.ToJson(outcome.Tally),
    };

    private static SortedDictionary<string, string> Pairs(CommandContext context, Option<string[]> option)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in context.Get(option) ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !pairs.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw new UsageException($"'{text}' is no {option.HelpName}, or its name is given twice.");
            }
        }

        return pairs;
    }
}
