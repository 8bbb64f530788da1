using System.CommandLine;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream quarantine</c>: what was rejected, and putting it again.</summary>
internal static class QuarantineCommand
{
    private static readonly Option<string?> ReasonText = new("--reason") { Description = "Only entries with this reason.", HelpName = "REASON", Recursive = true };
    private static readonly Option<string?> HourText = new("--hour") { Description = "Only entries that are accounted in this hour, UTC.", HelpName = "YYYY/MM/DD/HH", Recursive = true };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "quarantine",
            "Inputs that are no valid events: count them by reason, look at them, and put them into the stream again after a fix, each at most once.");
        command.Options.Add(ReasonText);
        command.Options.Add(HourText);
        command.Subcommands.Add(QuarantineListCommand.Create(runner));
        command.Subcommands.Add(QuarantineShowCommand.Create(runner));
        command.Subcommands.Add(QuarantineReplayCommand.Create(runner));
        return command;
    }

    /// <summary>The reason that was asked for; null for all.</summary>
    /// <exception cref="UsageException">There is no such reason.</exception>
    public static RejectionReason? ReasonOf(CommandContext context) => context.Get(ReasonText) switch
    {
        null => null,
        var text when RejectionReasons.TryParse(text, out var reason) && reason != RejectionReason.None => reason,
        var text => throw new UsageException($"'{text}' is no reason. There are: {string.Join(", ", RejectionReasons.All.Skip(1))}."),
    };

    /// <summary>The hour that was asked for; null for all.</summary>
    /// <exception cref="UsageException">It is no hour.</exception>
    public static Hour? HourOf(CommandContext context) => context.Get(HourText) switch
    {
        null => null,
        var text when Hour.TryParse(text, out var hour) => hour,
        var text => throw new UsageException($"'{text}' is not an hour; write YYYY/MM/DD/HH, for instance 2026/03/01/09."),
    };
}
