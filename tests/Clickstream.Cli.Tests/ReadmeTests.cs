using System.Text.RegularExpressions;

namespace Clickstream.Cli.Tests;

public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_commands_of_the_readme_run_as_written_one_after_the_other()
    {
        using var line = new CommandLine();
        var commands = Commands(await File.ReadAllTextAsync(Checkout.PathOf("README.md")));
        Assert.True(commands.Count >= 6);
        foreach (var command in commands)
        {
            var (code, _, messages) = await line.RunAsync([.. command]);
            Assert.True(code == ExitCode.Done, $"{string.Join(' ', command)} ended with {code}:\n{messages}");
        }
    }

    // The block below "The pieces alone". Fewer events and a free port are the only changes; the folder is the test's own.
    private static List<List<string>> Commands(string readme)
    {
        var section = readme[readme.IndexOf("## The pieces alone", StringComparison.Ordinal)..];
        var block = section.Split("```")[1];
        return
        [
            .. block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text => Words().Matches(text.Split(" # ")[0])
                .Select(word => word.Value.Trim('"')).Skip(1).ToList())
                .Select(words => words.SkipLast(2).Select(word => word == "200000" ? "5000" : word).Concat(words[0] == "stream" ? ["--port", "0"] : []).ToList()),
        ];
    }

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Words();
}
