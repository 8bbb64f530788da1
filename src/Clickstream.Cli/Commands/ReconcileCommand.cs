using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Compactor.Reconcile;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream reconcile</c>: the proof.</summary>
internal static class ReconcileCommand
{
    public static Command Create(CommandRunner runner) => runner.Bind(
        new Command(
            "reconcile",
            "Prove from what is stored, per hour and in total, that every input is exactly one of accepted, duplicate or quarantined, and that Parquet holds "
            + "what was accepted, revenue included. Exit code 3 if a check does not hold; it says which, and what is still on its way."),
        RunAsync);

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
        await using var backend = await context.OpenBackendAsync();
        var result = await new Reconciler(backend.Objects, await backend.LeasesAsync(context.Drain), backend.Time).ReconcileAsync(context.Drain);
        if (context.Json)
        {
            var document = Totals(result);
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

        return result.Reconciled ? ExitCode.Done : ExitCode.CheckFailed;
    }
}
