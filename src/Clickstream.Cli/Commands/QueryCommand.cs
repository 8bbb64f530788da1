using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Cli.Queries;
using Clickstream.Cli.Terminal;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream query</c>: SQL over the lake.</summary>
internal static class QueryCommand
{
    private const string PackSchema = "clickstream";

    private static readonly Argument<string?> Sql = new("sql")
    {
        Description = "One statement that reads, in DuckDB's dialect (Athena's on AWS); or the name of a query of the pack; '-' reads a statement from stdin.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<FileInfo?> SqlFile = new("--file") { Description = "Read the statement from a file.", HelpName = "FILE" };
    private static readonly Option<bool> List = new("--list") { Description = "List the queries of the pack." };
    private static readonly Option<string?> From = new("--from") { Description = "The first hour (UTC) that a query of the pack looks at.", HelpName = "YYYY/MM/DD/HH" };
    private static readonly Option<string?> To = new("--to") { Description = "The last hour, included.", HelpName = "YYYY/MM/DD/HH" };
    private static readonly Option<string> Dialect = CreateDialect();
    private static readonly Option<string> Schema = new("--schema")
    {
        Description = "With --print: the schema that Redshift knows the tables by.",
        HelpName = "NAME",
        DefaultValueFactory = _ => PackSchema,
    };

    private static readonly Option<bool> Print = new("--print") { Description = "Print the statement instead of running it." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "query",
            "Ask the lake: tables fact_clicks, fact_order_items, engagement_minutes, dim_users, dim_users_history, dim_products and quarantine, over the published "
            + "versions only. Examples: clickstream query \"select hour, count(*) from fact_clicks group by 1 order by 1\"; clickstream query revenue");
        command.Arguments.Add(Sql);
        foreach (var option in new Option[] { SqlFile, List, From, To, Dialect, Schema, Print })
        {
            command.Options.Add(option);
        }

        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Get(List))
        {
            Write(context, ["name", "answers"], [.. NamedQuery.All(context.Get(Dialect)!).Select(query => new object?[] { query.Name, query.Description })]);
            return ExitCode.Done;
        }

        var sql = Bounded(context, await ReadAsync(context));
        if (context.Get(Print))
        {
            context.Terminal.Output.WriteLine(sql.TrimEnd().Replace($" {PackSchema}.", $" {context.Get(Schema)}.", StringComparison.Ordinal));
            return ExitCode.Done;
        }

        await using var backend = await context.OpenBackendAsync();
        var result = await backend.Sql.QueryAsync(sql, context.Drain);
        Write(context, result.Columns, result.Rows);
        return ExitCode.Done;
    }

    private static async Task<string> ReadAsync(CommandContext context)
    {
        var (text, file) = (context.Get(Sql), context.Get(SqlFile));
        if ((text is null) == (file is null))
        {
            throw new UsageException("Give a statement, the name of a query ('--list' shows them), or --file FILE.");
        }

        if (file is not null)
        {
            return file.Exists ? await File.ReadAllTextAsync(file.FullName, context.Drain) : throw new UsageException($"There is no file {file.FullName}.");
        }

        if (text == "-")
        {
            return await Console.In.ReadToEndAsync(context.Drain);
        }

        if (!text!.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            return text!;
        }

        // One word is no statement, so it is meant as a name.
        var queries = NamedQuery.All(context.Get(Dialect)!);
        return queries.FirstOrDefault(query => query.Name == text)?.Sql
            ?? throw new UsageException($"There is no query '{text}'. There are: {string.Join(", ", queries.Select(query => query.Name))}.");
    }

    private static string Bounded(CommandContext context, string sql)
    {
        var (from, to) = (HourOf(context.Get(From)), HourOf(context.Get(To)));
        return from is null && to is null ? sql
            : NamedQuery.HasRange(sql) ? NamedQuery.Between(sql, from, to)
            : throw new UsageException("--from and --to go with a query that marks its hours, as those of the pack do (sql/README.md).");
    }

    private static Hour? HourOf(string? text) => text is null ? null
        : Hour.TryParse(text, out var hour) ? hour
        : throw new UsageException($"'{text}' is not an hour; write YYYY/MM/DD/HH, for instance 2026/03/01/09.");

    private static void Write(CommandContext context, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonArray([.. rows.Select(row => new JsonObject(
                columns.Zip(row, (column, value) => KeyValuePair.Create(column, JsonValues.From(value)))))]));
        }
        else
        {
            TextTable.Write(context.Terminal.Output, columns, rows);
        }
    }

    private static Option<string> CreateDialect()
    {
        var option = new Option<string>("--dialect")
        {
            Description = "Which text of a query of the pack. Locally either runs.",
            DefaultValueFactory = _ => "athena",
        };
        option.AcceptOnlyFromAmong([.. NamedQuery.Dialects]);
        return option;
    }
}
