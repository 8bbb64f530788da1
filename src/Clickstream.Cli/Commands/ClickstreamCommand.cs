using System.CommandLine;
using System.CommandLine.Parsing;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Commands;

/// <summary>The command line: one executable, several roles.</summary>
internal static class ClickstreamCommand
{
    /// <summary>Parses and runs.</summary>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> args, CommandTerminal terminal, Interruption interruption)
    {
        var root = Build(terminal, interruption);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await terminal.Messages.WriteLineAsync(error.Message);
            }

            await terminal.Messages.WriteLineAsync($"Run 'clickstream {HelpPath(parsed)}--help' to see what is possible.");
            return ExitCode.WrongUsage;
        }

        // Ctrl-C is ours (two phases), and so are errors (a sentence with the remedy instead of a stack trace).
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = terminal.Output,
            Error = terminal.Messages,
        };
        return (ExitCode)await parsed.InvokeAsync(configuration, CancellationToken.None);
    }

    private static RootCommand Build(CommandTerminal terminal, Interruption interruption)
    {
        var root = new RootCommand(
            "Near-real-time clickstream: hourly JSON and live events into a stream; per-minute engagement, purchase alerts and micro-batches out of it; "
            + "hourly Parquet for SQL; and a reconciliation that proves nothing was lost or counted twice. Start with 'clickstream demo'.");
        CommonOptions.AddTo(root);
        foreach (var command in CommandList.All(new CommandRunner(terminal, interruption)))
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    // The names of the commands that lead to the one that was meant, each with a space behind it.
    private static string HelpPath(ParseResult parsed)
    {
        var path = string.Empty;
        for (var at = parsed.CommandResult; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
        {
            path = $"{at.Command.Name} {path}";
        }

        return path;
    }
}
