using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Core.Alerts;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream alerts test</c>: one alert that is none, through every channel.</summary>
internal static class AlertsTestCommand
{
    /// <summary>The rule that test alerts carry, by which a subscriber leaves them out.</summary>
    private const string Rule = "test";

    public static Command Create(CommandRunner runner)
    {
        var command = new Command("test", $"Send an alert of the rule '{Rule}' through every channel, and say what each of them made of it. Exit code 1 if one did not take it.");
        var webhook = new WebhookOptionsSet();
        webhook.AddTo(command);
        return runner.Bind(command, context => RunAsync(context, webhook));
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, WebhookOptionsSet webhook)
    {
        using var hook = webhook.Create(context, context.Terminal.Time);
        await using var backend = await context.OpenBackendAsync();
        var now = context.Terminal.Time.GetUtcNow();
        var order = $"test-{now:yyyyMMddHHmmssfff}";
        var alert = new Alert(PurchaseAlert.IdOf(Rule, order), Rule, order, null, null, 1, 0m, string.Empty, now, now, "This is a test of the alert channels; nothing was bought.");
        var results = new JsonObject();
        var failed = false;
        foreach (var channel in backend.ChannelsWith(hook))
        {
            var problem = await TryAsync(channel, alert, context.Drain);
            failed |= problem is not null;
            results[channel.Name] = problem ?? "delivered";
            context.Terminal.Messages.WriteLine($"{channel.Name}: {problem ?? "delivered"}");
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject { ["id"] = alert.Id, ["channels"] = results });
        }

        return failed ? ExitCode.Failed : ExitCode.Done;
    }

    private static async Task<string?> TryAsync(IAlertChannel channel, Alert alert, CancellationToken cancellationToken)
    {
        try
        {
            await channel.PublishAsync([alert], mayBeRepeat: false, cancellationToken);
            return null;
        }
        catch (IOException fault)
        {
            return fault.Message;
        }
    }
}
