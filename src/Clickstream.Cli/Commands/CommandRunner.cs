using System.CommandLine;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Commands;

/// <summary>Runs the body of a command and turns what went wrong into a sentence and an exit code.</summary>
internal sealed class CommandRunner(CommandTerminal terminal, Interruption interruption)
{
    /// <summary>Gives a command its body.</summary>
    public Command Bind(Command command, Func<CommandContext, Task<ExitCode>> body)
    {
        command.SetAction(async (parsed, _) => (int)await RunAsync(parsed, body));
        return command;
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, Func<CommandContext, Task<ExitCode>> body)
    {
        var context = new CommandContext(parsed, terminal, interruption);
        try
        {
            return await body(context);
        }
        catch (UsageException exception)
        {
            await terminal.Messages.WriteLineAsync(exception.Message);
            return ExitCode.WrongUsage;
        }
        catch (OperationCanceledException) when (interruption.Drain.IsCancellationRequested)
        {
            await terminal.Messages.WriteLineAsync("Stopped before the end. Run the same command again to go on.");
            return ExitCode.Failed;
        }
        catch (Exception exception)
        {
            await terminal.Messages.WriteLineAsync(ErrorText.For(exception) ?? $"This is a defect of the program, please report it: {exception}");
            return ExitCode.Failed;
        }
    }
}
