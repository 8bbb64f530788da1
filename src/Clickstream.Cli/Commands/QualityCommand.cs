using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clickstream.Cli.Terminal;
using Clickstream.Compactor.Quality;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream quality</c>: checks of what is published.</summary>
internal static class QualityCommand
{
    private static readonly Option<string?> HourText = new("--hour") { Description = "Only this hour, UTC, and what has no hours.", HelpName = "YYYY/MM/DD/HH" };
    private static readonly Option<bool> All = new("--all") { Description = "Print the checks that hold too." };
    private static readonly Option<bool> Defaults = new("--defaults") { Description = "Print the default rules, as DIR/config/quality.json takes them, and end." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "quality",
            "Check what is published, layer by layer: schema, required columns, one row per click id, references to dimensions, partitions, amounts, rejected share, "
            + "volume against the day before, freshness. Rules and severities are in config/quality.json beside the data (docs/quality.md). Exit code 3 if a "
            + "severe check does not hold. Results are kept as the table 'quality'.");
        foreach (var option in new Option[] { HourText, All, Defaults })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    /// <summary>A check as JSON.</summary>
    public static JsonObject ToJson(QualityCheck check) => new()
    {
        ["check"] = check.Name,
        ["layer"] = check.Layer,
        ["table"] = check.Table,
        ["hour"] = check.Hour,
        ["severity"] = check.Severity.ToString().ToLowerInvariant(),
        ["expected"] = check.Expected,
        ["actual"] = check.Actual,
        ["holds"] = check.Holds,
    };

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Get(Defaults))
        {
            context.Terminal.Output.WriteLine(Encoding.UTF8.GetString(QualityRules.Default.ToJson()));
            return ExitCode.Done;
        }

        Hour? only = context.Get(HourText) switch
        {
            null => null,
            var text when Hour.TryParse(text, out var hour) => hour,
            var text => throw new UsageException($"'{text}' is not an hour; write YYYY/MM/DD/HH, for instance 2026/03/01/09."),
        };
        await using var backend = await context.OpenBackendAsync();
        var positions = await DurablePositions.ReadAsync(backend.Objects, await backend.LeasesAsync(context.Drain), context.Drain);
        var report = await new QualityInspector(backend.Objects, backend.Sql, backend.Time).InspectAsync(only, positions, context.Drain);
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject
            {
                ["holds"] = report.Holds,
                ["severe"] = report.Checks.Count(check => check.IsSevere),
                ["warnings"] = report.Checks.Count(check => !check.Holds && !check.IsSevere),
                ["log"] = report.Log,
                ["checks"] = new JsonArray([.. report.Checks.Select(ToJson)]),
            });
        }
        else
        {
            Write(context.Terminal.Output, report, context.Get(All));
        }

        return report.Holds ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static void Write(TextWriter to, QualityReport report, bool all)
    {
        var shown = report.Checks.Where(check => all || !check.Holds).ToList();
        if (shown.Count > 0)
        {
            TextTable.Write(
                to,
                ["check", "layer", "table", "hour", "holds", "expected", "found"],
                [.. shown.Select(check => new object?[]
                {
                    check.Name, check.Layer, check.Table, check.Hour, check.Holds ? "yes" : check.Severity == Severity.Severe ? "NO" : "warning", check.Expected, check.Actual,
                })]);
        }

        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Checks.Count:N0} checks: {report.Checks.Count(check => check.IsSevere):N0} severe ones and {report.Checks.Count(check => !check.Holds && !check.IsSevere):N0} warnings do not hold. Kept in {report.Log}"));
    }
}
