using Clickstream.Contracts;
using Clickstream.Core.Alerts;
using Clickstream.Local.Alerts;

namespace Clickstream.Local.Tests.Alerts;

public sealed class FileAlertChannelContractTests : AlertChannelContract
{
    protected override Task<AlertChannelUnderTest> CreateAsync() => Task.FromResult(Create(new TestFolder()));

    protected override Task<AlertChannelUnderTest> CreateBrokenAsync()
    {
        var folder = new TestFolder();
        Directory.CreateDirectory(folder.Of("alerts.jsonl")); // Where the file should be.
        return Task.FromResult(Create(folder));
    }

    private static AlertChannelUnderTest Create(TestFolder folder)
    {
        var channel = new FileAlertChannel(folder.Open());
        return new AlertChannelUnderTest(channel, _ => Task.FromResult(Read(folder)), TellsRepeats: true, () =>
        {
            channel.Dispose();
            folder.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    private static IReadOnlyList<Alert> Read(TestFolder folder) =>
        [.. File.ReadAllLines(folder.Of("alerts.jsonl")).Select(line => AlertJson.Parse(System.Text.Encoding.UTF8.GetBytes(line)))];
}
