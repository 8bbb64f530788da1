using System.CommandLine;
using Clickstream.Producer.Generate;

namespace Clickstream.Cli.Commands;

/// <summary>The options that say what traffic to make; shared by <c>generate</c> and <c>demo</c>.</summary>
internal sealed class GenerateOptionsSet
{
    private static readonly GenerateOptions Defaults = new();

    private readonly Option<long> _events = new("--events") { Description = "Inputs to write in total.", DefaultValueFactory = _ => Defaults.Events };
    private readonly Option<int> _hours = new("--hours") { Description = "Hours of event time.", DefaultValueFactory = _ => Defaults.Hours };
    private readonly Option<long> _seed = new("--seed") { Description = "Chooses the traffic; the same seed makes the same bytes.", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<DateTimeOffset> _start = new("--start") { Description = "The first hour, UTC.", DefaultValueFactory = _ => Defaults.Start };
    private readonly Option<double> _late = Share("--late", "Share of events that come after their minute is final.", Defaults.LateShare);
    private readonly Option<double> _duplicates = Share("--duplicates", "Share of inputs that are copies.", Defaults.DuplicateShare);
    private readonly Option<double> _malformed = Share("--malformed", "Share of inputs that are no valid event.", Defaults.MalformedShare);
    private readonly Option<double> _bots = Share("--bots", "Share of visits by declared bots.", Defaults.BotShare);
    private readonly Option<double> _skew = Share("--clock-skew", "Share of events whose device clock is off by seconds.", Defaults.ClockSkewShare);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _events, _hours, _seed, _start, _late, _duplicates, _malformed, _bots, _skew })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="UsageException">It is not valid; the message lists all problems.</exception>
    public GenerateOptions Read(CommandContext context, bool gzip)
    {
        var options = new GenerateOptions
        {
            Events = context.Get(_events),
            Hours = context.Get(_hours),
            Seed = context.Get(_seed),
            Start = context.Get(_start),
            LateShare = context.Get(_late),
            DuplicateShare = context.Get(_duplicates),
            MalformedShare = context.Get(_malformed),
            BotShare = context.Get(_bots),
            ClockSkewShare = context.Get(_skew),
            Gzip = gzip,
        };
        var problems = options.Validate();
        return problems.Count == 0 ? options : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    private static Option<double> Share(string name, string description, double value) => new(name) { Description = description, DefaultValueFactory = _ => value };
}
