using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Clickstream.Core.Decoding;
using Clickstream.Core.Quarantine;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream quarantine show</c>: samples.</summary>
internal static class QuarantineShowCommand
{
    private static readonly Option<int> Limit = new("--limit") { Description = "How many entries are shown.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Bytes = new("--bytes") { Description = "How many bytes of each input are shown as text.", DefaultValueFactory = _ => 1_000 };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command(
            "show",
            "Print entries that count as quarantined, each with its reason, its source and its bytes. What a terminal would act on is escaped; --json gives "
            + "the bytes whole (payload_base64 where they are no UTF-8).");
        command.Options.Add(Limit);
        command.Options.Add(Bytes);
        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        var (reason, hour, limit) = (QuarantineCommand.ReasonOf(context), QuarantineCommand.HourOf(context), context.Get(Limit));
        if (limit < 1 || context.Get(Bytes) < 0)
        {
            throw new UsageException("--limit is at least 1, and --bytes is not negative.");
        }

        await using var backend = await context.OpenBackendAsync();
        var positions = await DurablePositions.ReadAsync(backend.Objects, await backend.LeasesAsync(context.Drain), context.Drain);
        var scan = new QuarantineScan(backend.Objects, positions.IsDurable, await ReplayedEntries.ReadAsync(backend.Objects, context.Drain));
        var shown = new List<QuarantineEntry>();
        await scan.RunAsync(
            hour,
            (entry, state) =>
            {
                if (state == EntryState.Waiting && (reason ?? entry.Reason) == entry.Reason)
                {
                    shown.Add(entry);
                }

                return ValueTask.FromResult(shown.Count < limit);
            },
            context.Drain);
        if (context.Json)
        {
            context.Terminal.WriteJson(new JsonArray([.. shown.Select(ToJson)]));
            return ExitCode.Done;
        }

        foreach (var entry in shown)
        {
            Write(context.Terminal.Output, entry, context.Get(Bytes));
        }

        if (shown.Count == 0)
        {
            context.Terminal.Output.WriteLine("No entry counts as quarantined here.");
        }

        return ExitCode.Done;
    }

    // Names of sources come from others too, so they are escaped like the input itself.
    private static void Write(TextWriter to, QuarantineEntry entry, int bytes)
    {
        static string Safe(string text) => PayloadText.Of(Encoding.UTF8.GetBytes(text), int.MaxValue);
        to.WriteLine($"{RejectionReasons.NameOf(entry.Reason)}  {entry.Hour.Path}  {Safe(entry.Identity)}{(entry.Detail is { } detail ? $"  {Safe(detail)}" : string.Empty)}");
        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {entry.Length:N0} bytes{(entry.IsCut ? $", {entry.Payload.Length:N0} of them kept" : string.Empty)}, from {Safe(entry.Source)}{(entry.Offset is { } offset ? $" at {offset:N0}" : string.Empty)}"));
        to.WriteLine($"  {PayloadText.Of(entry.Payload.Span, bytes)}");
    }

    private static JsonObject ToJson(QuarantineEntry entry)
    {
        var isText = Utf8.IsValid(entry.Payload.Span);
        return new JsonObject
        {
            ["entry"] = entry.Identity,
            ["reason"] = RejectionReasons.NameOf(entry.Reason),
            ["detail"] = entry.Detail,
            ["hour"] = entry.Hour.Path,
            ["source"] = entry.Source,
            ["offset"] = entry.Offset,
            ["origin"] = entry.Origin,
            ["received"] = entry.Received is { } received ? Terminal.TextTable.Text(received.ToDateTimeOffset()) : null,
            ["length"] = entry.Length,
            [isText ? "payload" : "payload_base64"] = isText ? Encoding.UTF8.GetString(entry.Payload.Span) : Convert.ToBase64String(entry.Payload.Span),
        };
    }
}
