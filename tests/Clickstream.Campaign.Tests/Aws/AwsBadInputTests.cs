using System.Text.Json.Nodes;
using Clickstream.Campaign.Tests.Faults;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>What is wrong with an account, or its configuration, is said at once, with the remedy and an exit code.</summary>
public sealed class AwsBadInputTests
{
    [Theory]
    [InlineData("""{"stream":"nope","create_missing":false}""", "stream", 1, "Check that the name is right and that stream nope exists")]
    [InlineData("""{"endpoints":{"kinesis":"http://127.0.0.1:9"}}""", "generate", 1, "Nothing answers at http://127.0.0.1:9/")]
    [InlineData("""{"endpoints":{"dynamodb":"http://127.0.0.1:9"}}""", "stream", 1, "Nothing answers at http://127.0.0.1:9/")]
    [InlineData("""{"bucket":"clickstream-no-such-bucket","create_missing":false}""", "compact", 1, "There is no bucket clickstream-no-such-bucket")]
    [InlineData("""{"profile":"nobody"}""", "reconcile", 2, "There is no AWS profile 'nobody'")]
    [InlineData("""{"bukket":"x"}""", "reconcile", 2, "bukket")]
    [InlineData("""{"topic":"arn:aws:sns:us-east-1:123456789012:gone"}""", "doctor", 3, "FAIL topic arn:aws:sns:us-east-1:123456789012:gone")]
    public async Task A_wrong_setting_is_said_with_its_remedy(string setting, string command, int exitCode, string message)
    {
        await using var account = await EmulatedAccount.OpenAsync();
        await ChangeAsync(account, setting);
        Assert.Contains(message, await RunAsync(account, command, exitCode), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_something_else_is_refused_and_not_changed()
    {
        await using var account = await EmulatedAccount.OpenAsync();
        await RunAsync(account, "doctor", 0);
        await ChangeAsync(account, $$"""{"lease_table":"{{account.Bucket}}-claims","claim_table":"{{account.Bucket}}-other"}""");
        Assert.Contains("is used for something else", await RunAsync(account, "stream", 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_an_account_and_says_when_the_clock_is()
    {
        await using var account = await EmulatedAccount.OpenAsync();
        var well = await RunAsync(account, "doctor", 0);
        Assert.DoesNotContain("FAIL", well, StringComparison.Ordinal);

        await using var ahead = await EmulatedAccount.OpenAsync(new FaultPlan { ClockAhead = TimeSpan.FromMinutes(10) });
        Assert.Contains("FAIL clock: The clock of this machine is 10 minutes behind", await RunAsync(ahead, "doctor", 3), StringComparison.Ordinal);
    }

    private static async Task ChangeAsync(EmulatedAccount account, string setting)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(account.Config))!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(setting)!.AsObject())
        {
            var endpoints = config["endpoints"]!.AsObject();
            if (name == "endpoints")
            {
                var (service, url) = value!.AsObject().Single();
                endpoints[service] = url!.DeepClone();
            }
            else
            {
                config[name] = value!.DeepClone();
            }
        }

        await File.WriteAllTextAsync(account.Config, config.ToJsonString());
    }

    private static async Task<string> RunAsync(EmulatedAccount account, string command, int exitCode)
    {
        string[] more = command switch
        {
            "generate" => ["--to", "stream", "--events", "10", "--hours", "1"],
            "stream" => ["--until-idle", "--port", "0"],
            _ => [],
        };
        using var process = ClickstreamProcess.Start([command, .. more, .. account.Options]);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == exitCode, $"Expected exit code {exitCode}, got {process.ExitCode}.\n{process.Transcript}");
        return process.Transcript;
    }
}
