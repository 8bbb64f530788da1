using System.Net.Http.Json;
using System.Text.Json;
using Clickstream.Cli.Composition;
using Clickstream.Core.Alerts.Rules;
using Clickstream.Stream.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Cli.Tests;

public sealed class LiveApiTests
{
    [Fact]
    public async Task The_page_shows_what_the_commands_say_and_replays_the_quarantine_as_they_do()
    {
        using var line = new CommandLine();
        var hour = Path.Combine(line.Data, "raw", "clickstream", "2026", "03", "01", "05");
        Directory.CreateDirectory(hour);
        var events = Enumerable.Range(0, 40).Select(number =>
            $$"""{"{{(number < 15 ? "kind" : "event_type")}}":"purchase","event_id":"q{{number}}","event_timestamp":"2026-03-01T05:{{number:D2}}:00Z","user_id":"u{{number}}","price":2,"currency":"EUR","device_type":"mobile"}""");
        await File.WriteAllLinesAsync(Path.Combine(hour, "events.json"), events);
        await SettleAsync(line);
        await line.JsonAsync("reconcile");

        await using var backend = LocalBackend.Open(new DirectoryInfo(line.Data));
        await using (var worker = await LiveWorker.StartAsync(
            backend, new LiveStartOptions(new LiveOptions { Address = LiveAddress.Default with { Port = 0 } }, null, AlertRules.Default), NullLoggerFactory.Instance, CancellationToken.None))
        {
            await worker.RefreshPageAsync(CancellationToken.None);
            using var client = new HttpClient { BaseAddress = worker.Page };
            var minutes = (await AskAsync(client, "api/minutes?minutes=60&device=mobile")).GetProperty("totals");
            var audit = (await AskAsync(client, "api/reconciliation")).GetProperty("hours")[0];
            var compaction = (await AskAsync(client, "api/compaction")).GetProperty("hours")[0];
            var groups = (await AskAsync(client, "api/quarantine")).GetProperty("groups");

            Assert.Equal((25, 50m), (minutes.GetProperty("events").GetInt64(), minutes.GetProperty("revenue")[0].GetProperty("amount").GetDecimal()));
            Assert.Equal((40, 25, 15, 0), (Int(audit, "read"), Int(audit, "accepted"), Int(audit, "quarantined"), Int(audit, "waiting")));
            Assert.True(audit.GetProperty("proven").GetBoolean());
            Assert.Equal((25, 0), (Int(compaction, "rows"), Int(compaction, "pending_objects")));
            Assert.Equal(("missing_type", 15), (groups[0].GetProperty("reason").GetString(), Int(groups[0], "waiting")));
            Assert.True((await AskAsync(client, "api/cost")).GetProperty("month").GetProperty("usd").GetDouble() > 0);

            Assert.Equal(15, Int(await ReplayAsync(client, isDry: true), "replayed"));
            Assert.Equal(15, Int(await ReplayAsync(client, isDry: false), "replayed"));
            var again = await ReplayAsync(client, isDry: false);
            Assert.Equal((0, 15), (Int(again, "replayed"), Int(again, "before")));
            Assert.Equal(0, Int(await AskAsync(client, "api/quarantine"), "waiting"));
        }

        await SettleAsync(line);
        var after = await line.JsonAsync("reconcile");
        Assert.Equal((40, 0, 80m), (Int(after, "accepted"), Int(after, "quarantined"), after.GetProperty("revenue").GetDecimal()));
    }

    private static async Task<JsonElement> ReplayAsync(HttpClient client, bool isDry)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/quarantine/replay")
        {
            Content = JsonContent.Create(new { reason = "missing_type", renames = new Dictionary<string, string> { ["kind"] = "event_type" }, dry_run = isDry }),
        };
        request.Headers.Add("X-Clickstream-Csrf", (await AskAsync(client, "api/session")).GetProperty("csrf").GetString());
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;

    private static int Int(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static async Task SettleAsync(CommandLine line)
    {
        await line.JsonAsync("replay");
        await line.JsonAsync("stream", "--until-idle", "--port", "0");
        await line.JsonAsync("compact");
    }
}
