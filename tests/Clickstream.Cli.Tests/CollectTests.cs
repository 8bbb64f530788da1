using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Tests;

public sealed class CollectTests
{
    [Fact]
    public async Task The_requests_of_its_document_are_answered_and_come_out_of_a_query_reconciled()
    {
        using var line = new CommandLine();
        using var interruption = new Interruption();
        using var output = new StringWriter();
        var port = FreePort();
        var running = line.RunAsync(interruption, output, "collect", "--port", port, "--json");
        await ReadyAsync(port, running);
        var requests = Commands("## Sending").Where(command => command.Contains("curl", StringComparison.Ordinal)).ToList();
        Assert.True(requests.Count >= 3);
        foreach (var request in requests)
        {
            await ShellAsync(request.Replace("127.0.0.1:5081", $"127.0.0.1:{port}", StringComparison.Ordinal), line.Data);
        }

        Assert.Equal(43, new FileInfo(Path.Combine(line.Data, "pixel.gif")).Length);
        using (var client = new HttpClient())
        {
            var metrics = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
            Assert.Contains("clickstream_collect_events_total{format=\"events\",outcome=\"accepted\"} 3", metrics, StringComparison.Ordinal);
            Assert.Contains("clickstream_spool_committed_total 4", metrics, StringComparison.Ordinal);
        }

        interruption.Next();
        var (code, summary, messages) = await running;
        Assert.True(code == ExitCode.Done, messages);
        var counts = JsonDocument.Parse(summary).RootElement;
        Assert.Equal((4, 4, 0), (Number(counts, "accepted"), Number(counts, "put"), Number(counts, "in_spool")));

        await line.JsonAsync("stream", "--until-idle", "--port", "0");
        await line.JsonAsync("compact", "--once");
        await line.JsonAsync("reconcile");
        var rows = await line.JsonAsync("query", "select event_type, count(*) as events from fact_clicks group by 1 order by 1");
        Assert.Equal(
            ["click 1", "open 1", "view 2"],
            rows.EnumerateArray().Select(row => $"{row.GetProperty("event_type").GetString()} {row.GetProperty("events").GetInt64()}"));
        var (_, doctor, _) = await line.RunAsync("doctor");
        Assert.Contains("spool of the collector: collect-", doctor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keys_of_its_document_are_valid_and_what_is_wrong_is_said_before_it_starts()
    {
        using var line = new CommandLine();
        using var interruption = new Interruption();
        using var output = new StringWriter();
        var keys = Path.Combine(line.Data, "keys.json");
        await File.WriteAllTextAsync(keys, Block("## Write keys").Replace("json\n", string.Empty, StringComparison.Ordinal));
        var port = FreePort();
        var running = line.RunAsync(interruption, output, "collect", "--port", port, "--keys", keys, "--json");
        await ReadyAsync(port, running);
        using var client = new HttpClient();
        using var content = new StringContent("""{"type":"view"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(new Uri($"http://127.0.0.1:{port}/events"), content)).StatusCode);
        interruption.Next();
        Assert.Equal(ExitCode.Done, (await running).Code);

        foreach (var (args, problem) in new[]
        {
            (new[] { "--listen", "0.0.0.0" }, "needs write keys"),
            (["--keys", Path.Combine(line.Data, "none.json")], "cannot be read"),
            (["--trust-proxy", "nonsense"], "is no network"),
            (["--port", "99999"], "is not a port"),
            (["--spool-size", "0.1"], "at least 1 MiB"),
        })
        {
            var (code, _, messages) = await line.RunAsync(["collect", .. args]);
            Assert.NotEqual(ExitCode.Done, code);
            Assert.Contains(problem, messages, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_schema_of_the_keys_names_what_the_program_reads()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(Checkout.PathOf("docs", "schemas", "collect-keys-1.json"))).RootElement;
        var described = schema.GetProperty("$defs").GetProperty("key").GetProperty("properties").EnumerateObject().Select(member => member.Name);
        Assert.Equal(Producer.Collect.CollectOptions.KeyMembers.Order(), described.Order());
    }

    private static long Number(JsonElement counts, string name) => counts.GetProperty(name).GetInt64();

    private static string Block(string heading)
    {
        var document = File.ReadAllText(Checkout.PathOf("docs", "collect.md"));
        return document[document.IndexOf(heading, StringComparison.Ordinal)..].Split("```")[1];
    }

    private static string[] Commands(string heading) => Block(heading).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task ShellAsync(string command, string folder)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", command.Replace("curl ", "curl -sS --fail-with-body ", StringComparison.Ordinal)])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command}\n{said}");
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    // A server that starts gives no signal but that it answers.
    private static async Task ReadyAsync(string port, Task<(ExitCode Code, string Output, string Messages)> running)
    {
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            Assert.False(running.IsCompleted, running.IsCompleted ? (await running).Messages : string.Empty);
            try
            {
                using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"), patience.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
            }
        }
    }
}
