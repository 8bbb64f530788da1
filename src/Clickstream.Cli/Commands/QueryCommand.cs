using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream query</c>: SQL over the lake.</summary>
internal static class QueryCommand
{
    private static readonly Argument<string> Sql = new("sql") { Description = "One statement that reads, in DuckDB's dialect; '-' reads it from stdin." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "query",
            "Ask the lake: tables fact_clicks, engagement_minutes, dim_users and quarantine, over the published versions only. "
            + "Example: clickstream query \"select hour, count(*) from fact_clicks group by 1 order by 1\"");
        command.Arguments.Add(Sql);
        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var sql = context.Get(Sql)!;
        if (sql == "-")
        {
            sql = await Console.In.ReadToEndAsync(context.Drain);
        }

        await using var backend = await context.OpenBackendAsync();
        var result = await backend.Sql.QueryAsync(sql, context.Drain);
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonArray([.. result.Rows.Select(row => new JsonObject(
                result.Columns.Zip(row, (column, value) => KeyValuePair.Create(column, JsonValues.From(value)))))]));
        }
        else
        {
            TextTable.Write(context.Terminal.Output, result.Columns, result.Rows);
        }

        return ExitCode.Done;
    }
}
