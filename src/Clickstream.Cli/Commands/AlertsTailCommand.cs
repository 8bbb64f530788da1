using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Clickstream.Core.Alerts;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream alerts tail</c>: the latest alerts, and those that come.</summary>
internal static class AlertsTailCommand
{
    private const int MostKept = 50; // The history holds so many.

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private static readonly Option<int> Last = new("--last") { Description = $"How many to show, at most {MostKept}.", DefaultValueFactory = _ => 10, HelpName = "N" };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on with those that come, until Ctrl-C." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command("tail", "Show the latest alerts, oldest first.");
        command.Options.Add(Last);
        command.Options.Add(Follow);
        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        if (context.Get(Last) is < 0 or > MostKept)
        {
            throw new UsageException($"--last is between 0 and {MostKept}.");
        }

        if (context is { Json: true } && context.Get(Follow))
        {
            throw new UsageException("--json prints one document, and --follow does not end; give one of them.");
        }

        await using var backend = await context.OpenBackendAsync();
        var read = backend.FollowAlerts();
        var history = await read(context.Drain);
        Alert[] latest = [.. history.Latest.TakeLast(context.Get(Last))];
        if (context.Json)
        {
            var alerts = latest.Select(alert => JsonNode.Parse(AlertJson.Serialize(alert)));
            context.Terminal.WriteJson(new JsonObject { ["count"] = history.Count, ["alerts"] = new JsonArray([.. alerts]) });
            return ExitCode.Done;
        }

        var shown = history.Latest.Select(alert => alert.Id).ToHashSet(StringComparer.Ordinal);
        Array.ForEach(latest, alert => Show(context, alert));
        while (context.Get(Follow) && await WaitAsync(context))
        {
            foreach (var alert in (await read(context.Drain)).Latest.Where(alert => shown.Add(alert.Id)))
            {
                Show(context, alert);
            }
        }

        return ExitCode.Done;
    }

    private static async Task<bool> WaitAsync(CommandContext context)
    {
        await Task.Delay(LookEvery, context.Terminal.Time, context.Drain).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !context.Drain.IsCancellationRequested;
    }

    private static void Show(CommandContext context, Alert alert) =>
        context.Terminal.Output.WriteLine(new StringBuilder()
            .Append(alert.EventTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture))
            .Append("  ").Append(alert.Severity).Append("  ").Append(alert.Rule).Append("  ").Append(alert.Text));
}
