using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Terminal;
using Clickstream.Compactor.Erasure;
using Clickstream.Core.Lake;
using Clickstream.Core.Objects;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream erase</c>: takes one person out of what is stored.</summary>
internal static class EraseCommand
{
    private static readonly Option<string> User = new("--user") { Description = "The user id, as it is in fact_clicks.", HelpName = "ID", Required = true };
    private static readonly Option<ErasureMode> Mode = new("--mode")
    {
        Description = "remove takes the person's events out, and the hours count how many there were; pseudonymise keeps them and all counts, under another id.",
        DefaultValueFactory = _ => ErasureMode.Remove,
        HelpName = "remove|pseudonymise",
    };

    private static readonly Option<bool> Anonymous = new("--anonymous")
    {
        Description = "Also events without a user whose anonymous id or session is on one of the person's events.",
    };

    private static readonly Option<DirectoryInfo?> Raw = new("--raw") { Description = "Raw files elsewhere, which are rewritten in place. Without it, DIR/raw.", HelpName = "DIR" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be erased, and change nothing." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "erase",
            "Take one person out of raw, landing, quarantine, alerts, facts and dimensions, and out of versions that wait for their removal. Stopped or killed and "
            + "run again, it goes on; a second run finds nothing. The receipt under audit/erasures lists every object, with hashes before and after. What "
            + "cannot be undone (the stream until its retention, sums and sketches) is in docs/privacy.md.");
        foreach (var option in new Option[] { User, Mode, Anonymous, Raw, DryRun })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var options = new ErasureOptions { User = context.Get(User)!, Mode = context.Get(Mode), Anonymous = context.Get(Anonymous) };
        if (options.Validate().ToArray() is { Length: > 0 } problems)
        {
            throw new UsageException(string.Join(Environment.NewLine, problems));
        }

        await using var backend = await context.OpenBackendAsync();
        Compactor.Compactor MakeCompactor() => new(backend.Objects, backend.Time, backend.Catalog);
        var isDry = context.Get(DryRun);
        var eraser = new Eraser(backend.Objects, MakeCompactor, backend.Time) { Raw = RawOf(context, backend.Objects, isDry), AlertFile = backend.EditAlertsAsync };
        var outcome = isDry ? await eraser.PlanAsync(options, context.Drain) : await eraser.RunAsync(options, context.Drain);
        foreach (var problem in outcome.Problems)
        {
            context.Terminal.Messages.WriteLine(problem);
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(ToJson(outcome, options));
        }
        else
        {
            Write(context.Terminal.Output, outcome, isDry);
        }

        return outcome.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static (IObjectStore Store, string Prefix) RawOf(CommandContext context, IObjectStore objects, bool isDry) =>
        context.Get(Raw) is { } folder ? (isDry ? LocalBackend.RawFolder(folder) : LocalBackend.WritableRawFolder(folder), string.Empty) : (objects, LakeLayout.Raw);

    private static void Write(TextWriter to, ErasureOutcome outcome, bool isDry)
    {
        if (outcome.Total == 0)
        {
            to.WriteLine("Nothing of this person is stored.");
            return;
        }

        TextTable.Write(to, ["layer", "found"], [.. outcome.Items.Where(layer => layer.Value > 0).Select(layer => new object?[] { layer.Key, layer.Value })]);
        to.WriteLine(outcome.Done is { } done
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(done.Mode == ErasureMode.Remove ? "Removed" : "Pseudonymised")}: {done.Objects.Count(item => item.After is not null):N0} objects rewritten, "
                + $"{done.Objects.Count(item => item.After is null):N0} old ones removed. Receipt: {outcome.Receipt}")
            : isDry ? "Nothing was changed." : string.Empty);
    }

    private static JsonObject ToJson(ErasureOutcome outcome, ErasureOptions options) => new()
    {
        ["mode"] = options.Mode.ToString().ToLowerInvariant(),
        ["found"] = outcome.Total,
        ["by_layer"] = new JsonObject([.. outcome.Items.Select(layer => KeyValuePair.Create(layer.Key, (JsonNode?)layer.Value))]),
        ["linked_ids"] = outcome.Links,
        ["receipt"] = outcome.Receipt,
        ["rewritten"] = outcome.Done?.Objects.Count(item => item.After is not null) ?? 0,
        ["removed"] = outcome.Done?.Objects.Count(item => item.After is null) ?? 0,
        ["problems"] = new JsonArray([.. outcome.Problems.Select(problem => JsonValue.Create(problem))]),
    };
}
