using System.CommandLine;
using System.Text.Json.Nodes;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream alerts check</c>: what is wrong with a rules file.</summary>
internal static class AlertsCheckCommand
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "The rules file: JSON as docs/alerts.md and docs/schemas/alert-rules-1.json describe it." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command("check", "Check a rules file: every error at once, with its line and what to write instead. Exit code 3 if there is one.");
        command.Arguments.Add(File);
        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var file = context.Get(File)!;
        var (rules, problems) = await RulesOptionsSet.ReadFileAsync(file, context.Drain);
        if (context.Json)
        {
            var list = problems.Select(problem => (JsonNode)new JsonObject { ["line"] = problem.Line, ["error"] = problem.IsError, ["message"] = problem.Message });
            context.Terminal.WriteJson(new JsonObject { ["valid"] = rules is not null, ["rules"] = rules?.Rules.Count, ["problems"] = new JsonArray([.. list]) });
        }
        else
        {
            foreach (var problem in problems)
            {
                context.Terminal.Output.WriteLine($"{file}({problem.Line}): {(problem.IsError ? "error" : "note")}: {problem.Message}");
            }

            context.Terminal.Output.WriteLine(rules is null
                ? $"{problems.Count(problem => problem.IsError)} errors; the file cannot be used."
                : $"{rules.Rules.Count} rules; events older than {rules.MaxAge?.ToString() ?? "any age"} make no alerts.".Replace("older than any age make no alerts", "of any age make alerts", StringComparison.Ordinal));
        }

        return rules is null ? ExitCode.CheckFailed : ExitCode.Done;
    }
}
