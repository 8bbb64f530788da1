using System.CommandLine;
using System.Text.Json.Nodes;
using Clickstream.Core.Alerts;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream alerts dead-letter</c>: what channels did not take.</summary>
internal static class AlertsDeadLetterCommand
{
    public static Command Create(CommandRunner runner)
    {
        var command = new Command("dead-letter", "Count the alerts that channels did not take, by channel. 'alerts replay' sends them again.");
        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        await using var backend = await context.OpenBackendAsync();
        var channels = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        await foreach (var letters in DeadLetters.ReadAsync(backend.Objects, null, context.Drain))
        {
            if (!channels.TryGetValue(letters.Channel, out var ids))
            {
                channels[letters.Channel] = ids = new(StringComparer.Ordinal);
            }

            ids.UnionWith(letters.Alerts.Select(alert => alert.Id));
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonObject(channels.Select(channel => KeyValuePair.Create(channel.Key, (JsonNode?)channel.Value.Count))));
            return ExitCode.Done;
        }

        foreach (var (channel, ids) in channels)
        {
            context.Terminal.Output.WriteLine($"{channel}: {ids.Count:N0} alerts");
        }

        if (channels.Count == 0)
        {
            context.Terminal.Output.WriteLine("There are no dead letters.");
        }

        return ExitCode.Done;
    }
}
