using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Clickstream.Cli.Terminal;
using Clickstream.Core.Decoding;
using Clickstream.Core.Events;
using Clickstream.Core.Quarantine;
using Clickstream.Core.Time;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream quarantine list</c>: entries by reason.</summary>
internal static class QuarantineListCommand
{
    private const int SourcesShown = 10;

    public static Command Create(CommandRunner runner) => runner.Bind(
        new Command("list", "Count the entries by reason: when they arrived, from where, and in which hours. What was put again is counted apart."),
        RunAsync);

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var (reason, hour) = (QuarantineCommand.ReasonOf(context), QuarantineCommand.HourOf(context));
        await using var backend = await context.OpenBackendAsync();
        var positions = await DurablePositions.ReadAsync(backend.Objects, await backend.LeasesAsync(context.Drain), context.Drain);
        var scan = new QuarantineScan(backend.Objects, positions.IsDurable, await ReplayedEntries.ReadAsync(backend.Objects, context.Drain));
        var groups = new SortedDictionary<RejectionReason, QuarantineGroup>();
        await scan.RunAsync(
            hour,
            (entry, state) =>
            {
                if ((reason ?? entry.Reason) == entry.Reason)
                {
                    if (!groups.TryGetValue(entry.Reason, out var group))
                    {
                        groups.Add(entry.Reason, group = new QuarantineGroup(entry.Reason));
                    }

                    group.Add(entry, state);
                }

                return ValueTask.FromResult(true);
            },
            context.Drain);
        foreach (var (key, problem) in scan.Damaged)
        {
            context.Terminal.Messages.WriteLine($"{key} cannot be read to its end: {problem}");
        }

        if (context.Json)
        {
            context.Terminal.WriteJson(ToJson(groups.Values, scan));
        }
        else
        {
            Write(context.Terminal.Output, groups.Values);
        }

        return scan.Damaged.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(TextWriter to, IReadOnlyCollection<QuarantineGroup> groups)
    {
        TextTable.Write(
            to,
            ["reason", "entries", "first", "last", "sources", "replayed", "in flight"],
            [.. groups.Select(group => new object?[]
            {
                RejectionReasons.NameOf(group.Reason), group.Waiting, group.First?.ToDateTimeOffset(), group.Last?.ToDateTimeOffset(),
                string.Join(", ", group.Sources.Take(2).Select(source => source.Key)) + (group.Sources.Count > 2 ? $" and {group.Sources.Count - 2} more" : string.Empty),
                group.Replayed, group.InFlight,
            })]);
        var hours = groups.SelectMany(group => group.Hours.Select(hour => (Hour: hour.Key, group.Reason, Entries: hour.Value))).OrderBy(row => row.Hour).ToList();
        if (hours.Count > 0)
        {
            to.WriteLine();
            TextTable.Write(
                to, ["hour", "reason", "entries"], [.. hours.Select(row => new object?[] { row.Hour.Path, RejectionReasons.NameOf(row.Reason), row.Entries })]);
        }

        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{groups.Sum(group => group.Waiting):N0} entries count as quarantined."));
    }

    private static JsonObject ToJson(IEnumerable<QuarantineGroup> groups, QuarantineScan scan) => new()
    {
        ["entries"] = groups.Sum(group => group.Waiting),
        ["replayed"] = groups.Sum(group => group.Replayed),
        ["in_flight"] = groups.Sum(group => group.InFlight),
        ["reasons"] = new JsonArray([.. groups.Select(group => new JsonObject
        {
            ["reason"] = RejectionReasons.NameOf(group.Reason),
            ["entries"] = group.Waiting,
            ["replayed"] = group.Replayed,
            ["in_flight"] = group.InFlight,
            ["first"] = Text(group.First),
            ["last"] = Text(group.Last),
            ["sources"] = new JsonObject([.. group.Sources.Take(SourcesShown).Select(source => KeyValuePair.Create(source.Key, (JsonNode?)source.Value))]),
            ["different_sources"] = group.Sources.Count,
            ["hours"] = new JsonObject([.. group.Hours.Select(hour => KeyValuePair.Create(hour.Key.Path, (JsonNode?)hour.Value))]),
        })]),
        ["damaged"] = new JsonArray([.. scan.Damaged.Select(damaged => JsonValue.Create(damaged.Key.Value))]),
    };

    private static string? Text(EventTime? time) => time is { } known ? TextTable.Text(known.ToDateTimeOffset()) : null;
}
