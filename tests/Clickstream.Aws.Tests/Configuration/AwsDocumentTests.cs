using System.Text.RegularExpressions;
using Clickstream.Aws.Firehose;

namespace Clickstream.Aws.Tests.Configuration;

/// <summary>docs/aws.md is what permissions are made from, so it has to name every call that is in the source.</summary>
public partial class AwsDocumentTests
{
    private static readonly string Document = File.ReadAllText(Checkout.PathOf("docs", "aws.md"));

    [Fact]
    public void Every_action_that_an_error_names_is_in_the_table()
    {
        var actions = Source().SelectMany(text => Action().Matches(text)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(actions.Count > 15);
        Assert.All(actions, action => Assert.Contains($"`{action}`", Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_call_of_our_own_clients_is_in_the_table()
    {
        var calls = Source().SelectMany(text => Call().Matches(text)).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(calls.Count > 20);
        Assert.All(calls, call => Assert.Matches($@"\|[^|]*\b{call}\b[^|]*\|", Document));
    }

    [Fact]
    public void The_setup_of_Firehose_is_the_one_that_is_checked()
    {
        Assert.Contains(FirehoseOptions.Prefix, Document, StringComparison.Ordinal);
        Assert.Contains(FirehoseOptions.MetadataExtraction, Document, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Source() =>
        Directory.EnumerateFiles(Checkout.PathOf("src", "Clickstream.Aws"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText);

    [GeneratedRegex("\"((?:kinesis|dynamodb|s3|sns|events|firehose|glue|athena|sts):[A-Z][A-Za-z]+)")]
    private static partial Regex Action();

    [GeneratedRegex("(?:CallAsync\\(|KinesisCall\\(|new\\()\\s*\"([A-Z][a-z]+[A-Z][A-Za-z]+)\",")]
    private static partial Regex Call();
}
