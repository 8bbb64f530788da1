using System.Text.RegularExpressions;

namespace Clickstream.Architecture.Tests;

/// <summary>Each port has one suite of what it promises, and each side runs it.</summary>
public sealed partial class ContractTests
{
    private const string Suites = "tests/Clickstream.Contracts/";

    private static readonly string[] Sides = ["tests/Clickstream.Local.Tests/", "tests/Clickstream.Aws.Tests/"];

    private static readonly string[] OnAwsAlone = ["CatalogContract"]; // Locally there is no catalog: the engine reads the manifests.

    [Fact]
    public void Every_contract_is_run_by_both_sides()
    {
        var suites = TextsUnder(Suites).SelectMany(text => Suite().Matches(text)).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(suites);
        foreach (var side in Sides)
        {
            var run = TextsUnder(side).SelectMany(text => Running().Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();
            var expected = suites.Where(suite => side == Sides[1] || !OnAwsAlone.Contains(suite));
            Assert.Superset(expected.ToHashSet(), run);
        }
    }

    [Fact]
    public void Every_port_has_a_contract()
    {
        // A shape; parts of IObjectStore and IEventStream; and formats of the collector with what they write to, which are pure, with no backend behind them.
        string[] others = ["IManifest", "IObjectUpload", "IStreamAdministration", "ICollectFormat", "IEventSink"];
        var ports = TextsUnder("src/Clickstream.Core/").SelectMany(text => Port().Matches(text)).Select(match => match.Groups[1].Value).Except(others);
        var suites = string.Concat(TextsUnder(Suites).Where(text => Suite().IsMatch(text) || text.Contains("UnderTest(", StringComparison.Ordinal)));
        Assert.All(ports, port => Assert.Contains(port, suites, StringComparison.Ordinal));
    }

    private static IEnumerable<string> TextsUnder(string folder) =>
        Repository.SourceFiles().Where(file => file.StartsWith(folder, StringComparison.Ordinal)).Select(file => File.ReadAllText(Checkout.PathOf(file)));

    [GeneratedRegex(@"abstract class (\w+Contract)\b")]
    private static partial Regex Suite();

    [GeneratedRegex(@"class \w+ : (\w+Contract)\b")]
    private static partial Regex Running();

    [GeneratedRegex(@"public interface (I\w+)")]
    private static partial Regex Port();
}
