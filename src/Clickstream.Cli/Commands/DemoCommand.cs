using System.CommandLine;
using Clickstream.Cli.Composition;
using Clickstream.Cli.Demo;
using Clickstream.Cli.Terminal;
using Clickstream.Compactor.Reconcile;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream demo</c>: everything on one machine.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Exit = new("--exit") { Description = "End after the summary; without it the worker and the live page go on until Ctrl-C." };
    private static readonly Option<DirectoryInfo?> Raw = new("--raw") { Description = "Use these raw files (only read) instead of generating some.", HelpName = "DIR" };

    private static readonly (string Question, string Sql)[] Questions =
    [
        ("Events, orders and revenue by hour", """
            select year, month, day, hour, count(*) as events, count(distinct coalesce(order_id, click_id)) filter (event_type = 'purchase') as orders,
                   sum(price * coalesce(quantity, 1)) filter (event_type = 'purchase') as revenue
            from fact_clicks group by all order by all limit 24
            """),
        ("Events by type", "select event_type, count(*) as events from fact_clicks group by 1 order by 2 desc limit 10"),
        ("Best products", """
            select product_id, count(*) as purchases, sum(price * coalesce(quantity, 1)) as revenue
            from fact_clicks where event_type = 'purchase' and product_id is not null group by 1 order by 3 desc limit 5
            """),
    ];

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "demo",
            "Everything on one machine: generate (or --raw), replay and stream at the same time, compact, reconcile, ask a few questions, live page. "
            + "Running it again on the same folder changes nothing. Exit code 3 if the reconciliation or the oracle does not hold.");
        var traffic = new GenerateOptionsSet();
        var live = new LiveOptionsSet();
        var webhook = new WebhookOptionsSet();
        var enrichment = new EnrichmentOptionsSet();
        command.Options.Add(Exit);
        command.Options.Add(Raw);
        traffic.AddTo(command);
        live.AddTo(command);
        webhook.AddTo(command);
        enrichment.AddTo(command);
        return runner.Bind(command, context => RunAsync(context, traffic, (live, webhook, enrichment)));
    }

    private static async Task<ExitCode> RunAsync(
        CommandContext context, GenerateOptionsSet traffic, (LiveOptionsSet Live, WebhookOptionsSet Webhook, EnrichmentOptionsSet Enrichment) sets)
    {
        var (what, page, channel) = (traffic.Read(context, gzip: false), sets.Live.Read(context), sets.Webhook.Create(context, context.Terminal.Time));
        await using var backend = await context.OpenBackendAsync();
        var options = new DemoOptions(what, context.Get(Raw), context.Get(Exit), page, channel, sets.Enrichment.Read(context, backend));
        var result = await new DemoRun(backend, options, context).RunAsync(async result =>
        {
            foreach (var difference in result.Differences)
            {
                context.Terminal.Messages.WriteLine(difference);
            }

            if (context.Json)
            {
                context.Terminal.WriteJson(result.ToJson());
            }
            else
            {
                await AnswerAsync(context, backend, result);
            }
        });
        return result.Holds ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static async Task AnswerAsync(CommandContext context, Backend backend, DemoResult result)
    {
        // The questions are in DuckDB's dialect.
        foreach (var (question, sql) in context.IsLocal ? Questions : [])
        {
            var answer = await backend.Sql.QueryAsync(sql, context.Drain);
            context.Terminal.Output.WriteLine($"\n{question}");
            TextTable.Write(context.Terminal.Output, answer.Columns, answer.Rows);
        }

        context.Terminal.Output.WriteLine();
        context.Terminal.Output.Write(ReconcileTable.Render(result.Proof));
        context.Terminal.Output.WriteLine(result.Oracle is null ? string.Empty : result.Holds ? "The oracle agrees." : "The oracle does not agree.");
    }
}
