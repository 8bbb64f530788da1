using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Compactor.Reconcile;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream reconcile</c>: the proof.</summary>
internal static class ReconcileCommand
{
    private static readonly Option<double?> OlderThan = new("--older-than")
    {
        Description = "Judge only hours of event time that ended so many hours ago, each by its own checks: younger ones may be on their way. For a schedule beside running workers.",
        HelpName = "HOURS",
    };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "reconcile",
            "Prove from what is stored, per hour and in total, that every input is exactly one of accepted, duplicate or quarantined, and that Parquet holds "
            + "what was accepted, revenue included. Exit code 3 if a check does not hold; it says which, and what is still on its way.");
        command.Options.Add(OlderThan);
        return runner.Bind(command, RunAsync);
    }

    /// <summary>The totals, as <c>reconcile</c> and <c>demo</c> print them at the top level.</summary>
    public static JsonObject Totals(ReconcileResult result) => new()
    {
        ["read"] = result.Totals.Read,
        ["accepted"] = result.Totals.Accepted,
        ["duplicates"] = result.Totals.Duplicates,
        ["erased"] = result.Totals.Erased,
        ["quarantined"] = result.Totals.Quarantined,
        ["late"] = result.Totals.Late,
        ["orders"] = result.Totals.Orders,
        ["revenue"] = result.Totals.Revenue,
        ["parquet_rows"] = result.Totals.ParquetRows,
        ["parquet_bytes"] = result.Totals.ParquetBytes,
        ["engagement_minutes"] = result.Totals.EngagementMinutes,
        ["reconciled"] = result.Reconciled,
    };

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Get(OlderThan) < 0)
        {
            throw new UsageException("--older-than must be 0 hours or more.");
        }

        await using var backend = await context.OpenBackendAsync();
        await using var metrics = JobMetrics.Start(context, backend);
        var result = await new Reconciler(backend.Objects, await backend.LeasesAsync(context.Drain), backend.Time).ReconcileAsync(context.Drain);
        var holds = context.Get(OlderThan) is { } hours ? SettledHold(result, TimeSpan.FromHours(hours)) : result.Reconciled;
        metrics.Reconciled(holds);
        if (context.Json)
        {
            var document = Totals(result);
            document["reconciled"] = holds;
            var whole = JsonNode.Parse(ReconcileJson.Serialize(result))!.AsObject();
            foreach (var (name, value) in whole.Where(property => !document.ContainsKey(property.Key)).ToList())
            {
                whole.Remove(name);
                document[name] = value;
            }

            context.Terminal.WriteJson(document);
        }
        else
        {
            context.Terminal.Output.Write(ReconcileTable.Render(result));
        }

        return holds ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static bool SettledHold(ReconcileResult result, TimeSpan age)
    {
        var end = EventTime.From(result.Time - age);
        return result.Hours.Where(row => Hour.TryParse(row.Hour, out var hour) && hour.End <= end).All(row => row.Reconciled);
    }
}
