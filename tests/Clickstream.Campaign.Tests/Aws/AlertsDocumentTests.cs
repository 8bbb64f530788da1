using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Clickstream.Emulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>What docs/alerts.md shows runs as written.</summary>
public sealed class AlertsDocumentTests
{
    [Fact]
    public async Task The_commands_that_subscribe_run_as_written_and_the_queue_gets_the_test_alert()
    {
        Assert.True(Prerequisites.AwsCli.Value is null, Prerequisites.AwsCli.Value);
        await using var account = await EmulatedAccount.OpenAsync();
        var output = await RunAsync(await BlockAsync(0), account.Moto.ToString(), account.Config);
        var begin = output.LastIndexOf("{\n    \"Messages\"", StringComparison.Ordinal);
        var received = JsonDocument.Parse(output[begin..(output.IndexOf("\n}\n", begin, StringComparison.Ordinal) + 2)]).RootElement;
        Assert.EndsWith("1 alerts would be sent to sns.\n1 alerts were sent to sns again.\n", output, StringComparison.Ordinal);
        var alert = JsonDocument.Parse(Assert.Single(received.GetProperty("Messages").EnumerateArray()).GetProperty("Body").GetString()!).RootElement;
        Assert.Equal("test", alert.GetProperty("rule").GetString());
        Assert.Equal(1, alert.GetProperty("schema").GetInt32());
    }

    [Fact]
    public async Task The_webhook_commands_run_as_written_and_the_receiver_gets_a_signed_alert()
    {
        var headers = new List<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var receiver = builder.Build();
        receiver.MapPost("/alerts", (HttpContext context) => headers.Add(context.Request.Headers["Clickstream-Signature"].ToString()));
        await receiver.StartAsync();
        using var folder = new DataFolder();
        var script = (await BlockAsync(1)).Replace("https://hooks.example.org", receiver.Urls.Single(), StringComparison.Ordinal).Replace("DIR", folder.Path, StringComparison.Ordinal);
        var output = await RunAsync(script, string.Empty, string.Empty);
        Assert.StartsWith("v1=", Assert.Single(headers), StringComparison.Ordinal);
        Assert.Contains("This is a test of the alert channels", output, StringComparison.Ordinal);
        Assert.Contains("There are no dead letters.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_that_are_shown_are_valid()
    {
        using var folder = new DataFolder();
        var file = Path.Combine(folder.Path, "rules.json");
        await File.WriteAllTextAsync(file, (await BlockAsync(2))["json".Length..]);
        var report = await ClickstreamProcess.RunAsync(0, "alerts", "check", file, "--json");
        Assert.Equal(10, report.GetProperty("rules").GetInt32());
    }

    private static async Task<string> BlockAsync(int number) => (await File.ReadAllTextAsync(Checkout.PathOf("docs", "alerts.md"))).Split("```")[(2 * number) + 1];

    /// <summary>Runs a script in a shell in which <c>clickstream</c> and <c>aws</c> are the programs.</summary>
    private static async Task<string> RunAsync(string script, string endpoint, string config)
    {
        var clickstream = Checkout.PathOf("src", "Clickstream.Cli", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "clickstream.dll");
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_ENDPOINT_URL"] = endpoint;
        foreach (var (name, value) in new[] { ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_REGION", "us-east-1"), ("AWS_DEFAULT_REGION", "us-east-1") })
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync($$"""
            set -euo pipefail
            clickstream() { dotnet '{{clickstream}}' "$@"; }
            aws() { python3 -m awscli --endpoint-url "$AWS_ENDPOINT_URL" "$@"; } # Version 1, which is here, passes over the variable for SQS.
            {{script.Replace("aws.json", config, StringComparison.Ordinal)}}
            """);
        shell.StandardInput.Close();
        var output = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, string.Join('\n', output));
        return output[0];
    }
}
