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
}
