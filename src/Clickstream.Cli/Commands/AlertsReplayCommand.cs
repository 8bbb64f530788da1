using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Composition;
using Clickstream.Core.Alerts;
using Clickstream.Core.Objects;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream alerts replay</c>: alerts sent again, from the dead letters or from what is kept of a range of time.</summary>
internal static class AlertsReplayCommand
{
    private const int MostAtOnce = 100; // As workers give them to a channel.

    private static readonly string[] Keepers = ["file", "copies"]; // Channels that are what is read here.

    private static readonly Argument<string[]> Channels = new("channel")
    {
        Description = "The channels that get them, for instance sns or webhook.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<DateTimeOffset?> From = TimeOption.Create("--from", "Send what is kept of alerts since this event time, instead of dead letters.");
    private static readonly Option<DateTimeOffset?> To = TimeOption.Create("--to", "The first event time that is not sent; now, if not given.");
    private static readonly Option<string?> Rule = new("--rule") { Description = "With --from: alerts of this rule only.", HelpName = "NAME" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Send nothing; say how many there are." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "replay",
            "Send the dead letters of channels to them again; what they take is removed from the dead letters, and what they do not stays. With --from, send the alerts "
            + "of a range of event time that are kept (copies under alerts/purchases/, or DIR/alerts.jsonl). Either way ids are the same, and alerts say when they were replayed.");
        command.Arguments.Add(Channels);
        foreach (var option in new Option[] { From, To, Rule, DryRun })
        {
            command.Options.Add(option);
        }

        var webhook = new WebhookOptionsSet();
        webhook.AddTo(command);
        return runner.Bind(command, context => RunAsync(context, webhook));
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, WebhookOptionsSet webhook)
    {
        if (context.Get(From) is null && (context.Get(To) is not null || context.Get(Rule) is not null))
        {
            throw new UsageException("--to and --rule need --from; dead letters are sent whole.");
        }

        using var hook = webhook.Create(context, context.Terminal.Time);
        await using var backend = await context.OpenBackendAsync();
        var known = backend.ChannelsWith(hook);
        var sent = new JsonObject();
        foreach (var name in context.Get(Channels)!.Distinct(StringComparer.Ordinal))
        {
            var channel = known.FirstOrDefault(channel => channel.Name == name)
                ?? throw new UsageException($"There is no channel '{name}' here; there are {string.Join(", ", known.Select(channel => channel.Name))}. A webhook needs --webhook.");
            var count = context.Get(From) is { } from ? await SendKeptAsync(context, backend, channel, from) : await SendDeadLettersAsync(context, backend.Objects, channel);
            sent[name] = count;
            if (!context.Json)
            {
                context.Terminal.Output.WriteLine(context.Get(DryRun) ? $"{count:N0} alerts would be sent to {name}." : $"{count:N0} alerts were sent to {name} again.");
            }
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject { ["dry_run"] = context.Get(DryRun), ["sent"] = sent });
        }

        return ExitCode.Done;
    }

    private static async Task<int> SendDeadLettersAsync(CommandContext context, IObjectStore objects, IAlertChannel channel)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var letters in DeadLetters.ReadAsync(objects, channel.Name, context.Drain))
        {
            // A crash can have put an alert into two batches.
            Alert[] alerts = [.. letters.Alerts.Where(alert => sent.Add(alert.Id))];
            if (!context.Get(DryRun))
            {
                await SendAsync(context, channel, alerts);
                await objects.DeleteAsync(letters.Key, context.Drain);
            }
        }

        return sent.Count;
    }

    private static async Task<int> SendKeptAsync(CommandContext context, Backend backend, IAlertChannel channel, DateTimeOffset from)
    {
        if (Keepers.Contains(channel.Name))
        {
            throw new UsageException($"'{channel.Name}' is where the alerts of a range are read. Name another channel.");
        }

        var to = context.Get(To) ?? context.Terminal.Time.GetUtcNow();
        var kept = new Dictionary<string, Alert>(StringComparer.Ordinal);
        await foreach (var alert in backend.KeptAlertsAsync(from, to, context.Drain))
        {
            if (context.Get(Rule) is null || alert.Rule == context.Get(Rule))
            {
                kept.TryAdd(alert.Id, alert);
            }
        }

        var sent = 0;
        foreach (var some in context.Get(DryRun) ? [] : kept.Values.OrderBy(alert => alert.EventTime).ThenBy(alert => alert.Id, StringComparer.Ordinal).Chunk(MostAtOnce))
        {
            try
            {
                await SendAsync(context, channel, some);
                sent += some.Length;
            }
            catch (AlertDeliveryException fault)
            {
                var next = some[0].EventTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
                throw new CommandException($"{channel.Name} took {sent:N0} of {kept.Count:N0} alerts: {fault.Message} Go on with --from {next}; ids that come twice are the same.");
            }
        }

        return kept.Count;
    }

    private static Task SendAsync(CommandContext context, IAlertChannel channel, Alert[] alerts)
    {
        var now = context.Terminal.Time.GetUtcNow();
        return channel.PublishAsync([.. alerts.Select(alert => alert with { ReplayedAt = now })], mayBeRepeat: true, context.Drain);
    }
}
