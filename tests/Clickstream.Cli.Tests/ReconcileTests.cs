namespace Clickstream.Cli.Tests;

public sealed class ReconcileTests
{
    [Fact]
    public async Task Hours_that_are_younger_than_asked_for_are_not_judged()
    {
        using var line = new CommandLine();
        await line.JsonAsync("generate", "--to", "stream", "--events", "500", "--hours", "1", "--seed", "7");
        await line.JsonAsync("stream", "--until-idle", "--port", "0");

        // Nothing is compacted, and the hour ended long ago.
        Assert.Equal(ExitCode.CheckFailed, (await line.RunAsync("reconcile")).Code);
        Assert.Equal(ExitCode.CheckFailed, (await line.RunAsync("reconcile", "--older-than", "6")).Code);
        var young = await line.JsonAsync("reconcile", "--older-than", "1000000");
        Assert.True(young.GetProperty("reconciled").GetBoolean());

        await line.JsonAsync("compact", "--once");
        Assert.True((await line.JsonAsync("reconcile", "--older-than", "6")).GetProperty("reconciled").GetBoolean());
    }

    [Theory]
    [InlineData("raw replay stream landing")]
    [InlineData("replay stream landing raw")]
    [InlineData("replay raw stream raw landing")]
    public async Task Raw_files_that_come_by_the_stream_and_without_it_reconcile_in_any_order(string order)
    {
        using var line = new CommandLine();
        var oracle = await line.JsonAsync("generate", "--to", "raw", "--events", "600", "--hours", "2", "--seed", "31");
        foreach (var step in order.Split(' '))
        {
            await line.JsonAsync(step switch
            {
                "raw" => ["compact", "--from", "raw", "--verify"],
                "replay" => ["replay"],
                "stream" => ["stream", "--until-idle", "--port", "0"],
                _ => ["compact", "--verify"],
            });
        }

        var result = await line.JsonAsync("reconcile");
        long Of(string name) => result.GetProperty(name).GetInt64();
        long Right(string name) => oracle.GetProperty(name).GetInt64();
        Assert.True(result.GetProperty("reconciled").GetBoolean());
        Assert.Equal((2 * Right("read"), Right("accepted"), 2 * Right("quarantined")), (Of("read"), Of("accepted"), Of("quarantined")));
        Assert.Equal(Right("accepted") + (2 * Right("duplicates")), Of("duplicates"));
    }
}
