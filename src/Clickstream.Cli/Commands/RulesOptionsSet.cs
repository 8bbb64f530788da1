using System.CommandLine;
using Clickstream.Cli.Composition;
using Clickstream.Core.Alerts.Rules;

namespace Clickstream.Cli.Commands;

/// <summary>The options of the rules of alerts.</summary>
internal sealed class RulesOptionsSet
{
    private readonly Option<FileInfo?> _rules = new("--rules")
    {
        Description = "The rules file of alerts ('clickstream alerts check' looks at it); without one every purchase alerts. Give the same to every worker.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _replays = new("--alert-replays")
    {
        Description = "Alert events of any age. Without it, events that are more than a day old when they arrive (a replay, a backfill) make no alerts.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_rules);
        command.Options.Add(_replays);
    }

    /// <summary>The rules that were asked for, or those of the backend's configuration.</summary>
    /// <exception cref="UsageException">The file cannot be used; the message names every error.</exception>
    public async Task<AlertRules> ReadAsync(CommandContext context, Backend backend)
    {
        var rules = context.Get(_rules) is { } file ? await FileAsync(context, file) : await backend.RulesAsync(context.Drain);
        return context.Get(_replays) ? rules with { MaxAge = null } : rules;
    }

    private static async Task<AlertRules> FileAsync(CommandContext context, FileInfo file)
    {
        var (rules, problems) = await ReadFileAsync(file, context.Drain);
        foreach (var problem in problems.Where(problem => !problem.IsError))
        {
            context.Terminal.Messages.WriteLine($"{file}, {problem}");
        }

        var errors = problems.Where(problem => problem.IsError).Select(problem => $"{file}, {problem}");
        return rules ?? throw new UsageException(string.Join(Environment.NewLine, errors));
    }

    /// <summary>Reads a rules file.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static async Task<(AlertRules? Rules, IReadOnlyList<RuleProblem> Problems)> ReadFileAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (!file.Exists)
        {
            throw new UsageException($"There is no file {file.FullName}. docs/alerts.md shows what belongs into it.");
        }

        var rules = RulesReader.Read(await File.ReadAllBytesAsync(file.FullName, cancellationToken), out var problems);
        return (rules, problems);
    }
}
