using System.CommandLine;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream alerts</c>: what alerts there were, rules, channels and what they did not take.</summary>
internal static class AlertsCommand
{
    public static Command Create(CommandRunner runner)
    {
        var command = new Command("alerts", "Alerts: show them, check a rules file, try the channels, and send dead letters again.");
        command.Subcommands.Add(AlertsTailCommand.Create(runner));
        command.Subcommands.Add(AlertsCheckCommand.Create(runner));
        command.Subcommands.Add(AlertsTestCommand.Create(runner));
        command.Subcommands.Add(AlertsDeadLetterCommand.Create(runner));
        command.Subcommands.Add(AlertsReplayCommand.Create(runner));
        return command;
    }
}
