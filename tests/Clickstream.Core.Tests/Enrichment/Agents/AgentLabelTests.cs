using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Clickstream.Core.Enrichment.Agents;
using Clickstream.Emulators;
using Xunit.Abstractions;

namespace Clickstream.Core.Tests.Enrichment.Agents;

/// <summary>What we read in user agents beside the labels of others. The floors are what is reached, rounded down; a change that loses some is seen.</summary>
public sealed class AgentLabelTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task Devices_of_people_are_those_they_were_seen_on() =>
        Check(await PeopleAsync(), "device", label => label.Device, facts => facts.Device, floor: 0.99);

    [Fact]
    public async Task Systems_of_people_are_what_bowser_reads() =>
        Check(await PeopleAsync(), "os", label => label.Os, facts => facts.Os, floor: 0.98);

    [Fact]
    public async Task Browsers_of_people_are_what_bowser_reads() =>
        Check(await PeopleAsync(), "browser", label => label.Browser, facts => facts.Browser, floor: 0.99);

    [Fact]
    public async Task Programs_are_told_from_people()
    {
        var labels = await Labels.ReadAsync();
        Check(labels, "program", label => label.IsProgram.ToString(), facts => facts.IsBot.ToString(), floor: 0.98);
        output.WriteLine($"isbot finds {labels.Count(label => label.IsProgram && label.Isbot):N0} of {labels.Count(label => label.IsProgram):N0} programs");
        Assert.DoesNotContain(labels, label => !label.IsProgram && Facts(label).IsBot);
    }

    private static async Task<List<Label>> PeopleAsync() => (await Labels.ReadAsync()).FindAll(label => !label.IsProgram);

    private static AgentFacts Facts(Label label) => AgentClassifier.Classify(Encoding.UTF8.GetBytes(label.Agent));

    private void Check(List<Label> labels, string what, Func<Label, string?> expected, Func<AgentFacts, string?> actual, double floor)
    {
        var read = labels.Select(label => (Label: label, Expected: expected(label) ?? "-", Actual: actual(Facts(label)) ?? "-")).ToList();
        var right = read.Count(entry => entry.Expected == entry.Actual);
        output.WriteLine($"{what}: {right:N0} of {read.Count:N0} as labelled, {(double)right / read.Count:P1}");
        foreach (var cell in read.GroupBy(entry => (entry.Expected, entry.Actual)).OrderBy(cell => cell.Key.Expected, StringComparer.Ordinal).ThenByDescending(cell => cell.Count()))
        {
            output.WriteLine($"{cell.Key.Expected,-20} read as {cell.Key.Actual,-20} {cell.Count(),6:N0}{(cell.Key.Expected == cell.Key.Actual ? "" : "   " + cell.First().Label.Agent)}");
        }

        Assert.True(read.Count > 500, "The labels are not what they were.");
        Assert.True(right >= floor * read.Count, $"{what}: {right} of {read.Count} are as labelled, less than {floor:P0}.");
    }

    /// <summary>A user agent and what others say of it.</summary>
    internal sealed record Label(string Agent, string? Device, string? Os, string? Browser, bool IsProgram, bool Isbot);

    /// <summary>The labels, read once.</summary>
    private static class Labels
    {
        private static readonly Lazy<Task<List<Label>>> All = new(RunAsync);

        internal static Task<List<Label>> ReadAsync() => All.Value;

        private static async Task<List<Label>> RunAsync()
        {
            Assert.Null(Prerequisites.Node.Value);
            var start = new ProcessStartInfo("node", [Checkout.PathOf("tests", "Clickstream.Emulators", "servers", "agent-labels.js")]) { RedirectStandardOutput = true };
            using var node = Process.Start(start)!;
            var lines = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            Assert.Equal(0, node.ExitCode);
            return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Label>(line, Json)!)];
        }
    }
}
