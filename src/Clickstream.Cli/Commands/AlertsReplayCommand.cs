using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Core.Alerts;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream alerts replay</c>: dead letters, sent again.</summary>
internal static class AlertsReplayCommand
{
    private static readonly Argument<string> Channel = new("channel") { Description = "The channel whose dead letters are sent again, for instance sns or webhook." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "replay",
            "Send the dead letters of a channel to it again, as possible repeats with the same ids. What it takes is removed from the dead letters; what it does not stays.");
        command.Arguments.Add(Channel);
        var webhook = new WebhookOptionsSet();
        webhook.AddTo(command);
        return runner.Bind(command, context => RunAsync(context, webhook));
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, WebhookOptionsSet webhook)
    {
        using var hook = webhook.Create(context, context.Terminal.Time);
        await using var backend = await context.OpenBackendAsync();
        IReadOnlyList<IAlertChannel> channels = hook is null ? backend.Channels : [.. backend.Channels, hook];
        var name = context.Get(Channel)!;
        var channel = channels.FirstOrDefault(channel => channel.Name == name)
            ?? throw new UsageException($"There is no channel '{name}' here; there are {string.Join(", ", channels.Select(channel => channel.Name))}. A webhook needs --webhook.");
        var sent = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var letters in DeadLetters.ReadAsync(backend.Objects, name, context.Drain))
        {
            // A crash can have put an alert into two batches.
            Alert[] alerts = [.. letters.Alerts.Where(alert => sent.Add(alert.Id))];
            await channel.PublishAsync(alerts, mayBeRepeat: true, context.Drain);
            await backend.Objects.DeleteAsync(letters.Key, context.Drain);
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject { ["channel"] = name, ["sent"] = sent.Count });
        }
        else
        {
            context.Terminal.Output.WriteLine($"{sent.Count:N0} alerts were sent to {name} again.");
        }

        return ExitCode.Done;
    }
}
