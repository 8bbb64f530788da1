using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clickstream.Campaign.Tests.Aws;

/// <summary>What docs/aws.md shows runs as written.</summary>
public sealed class AwsDocumentTests
{
    [Fact]
    public async Task The_commands_of_the_document_run_as_written_over_an_emulated_account()
    {
        var blocks = (await File.ReadAllTextAsync(Checkout.PathOf("docs", "aws.md"))).Split("```");
        var settings = JsonNode.Parse(blocks[1]["json".Length..])!.AsObject();
        var commands = blocks[3].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, commands.Length);
        await using var account = await EmulatedAccount.OpenAsync(settings: new Dictionary<string, object> { ["database"] = "documents" });
        await using var alerts = await AlertSubscriber.SubscribeAsync(account.Moto, $"topic-{account.Bucket}");
        // The settings of the document, with the names of the test's own account.
        var config = JsonNode.Parse(await File.ReadAllTextAsync(account.Config))!.AsObject();
        Assert.All(settings.Where(setting => setting.Key != "topic"), setting => Assert.True(config.ContainsKey(setting.Key), $"{setting.Key} is not a setting."));
        config["topic"] = alerts.Topic;
        await File.WriteAllTextAsync(account.Config, config.ToJsonString());

        foreach (var command in commands)
        {
            string[] words = [.. command.Split(' ').Skip(1).Select(word => word == "aws.json" ? account.Config : word)];
            string[] port = words[0] == "stream" ? ["--port", "0"] : [];
            var answer = await ClickstreamProcess.RunAsync(0, [.. words, .. port, "--json"]);
            Assert.Equal(JsonValueKind.Object, answer.ValueKind);
        }

        Assert.NotEmpty(alerts.Messages);
    }
}
