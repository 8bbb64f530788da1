using System.Runtime.CompilerServices;
using Clickstream.Cli.Commands;
using Clickstream.Compactor;
using Clickstream.Core.Objects;
using Clickstream.Local.Folder;
using Clickstream.Producer.Replay;
using Clickstream.Stream.Worker;

namespace Clickstream.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("demo", "--events", "many")]
    [InlineData("generate", "--hours", "0")]
    [InlineData("generate", "--late", "2")]
    [InlineData("generate", "--to", "nowhere")]
    [InlineData("generate", "--rate", "0")]
    [InlineData("replay", "--speed", "fast")]
    [InlineData("replay", "--from", "yesterday")]
    [InlineData("replay", "--id", "../x")]
    [InlineData("stream", "--flush-age", "-1")]
    [InlineData("stream", "--oidc-client-id", "page")]
    [InlineData("stream", "--from", "yesterday")]
    [InlineData("stream", "--from", "2026-03-01T10:00:00Z", "--from-latest")]
    [InlineData("stream", "--listen", "0.0.0.0")]
    [InlineData("stream", "--webhook", "ftp://example.org")]
    [InlineData("compact", "--once", "--watch")]
    [InlineData("compact", "--interval", "0")]
    [InlineData("compact", "--hour", "9")]
    [InlineData("compact", "--engine", "spark")]
    [InlineData("compact", "--engine", "athena")]
    [InlineData("query")]
    [InlineData("kinesis", "--port", "70000")]
    [InlineData("kinesis", "--stream", "a/b")]
    [InlineData("kinesis", "--shards", "-1")]
    [InlineData("doctor", "--backend", "moon")]
    [InlineData("reconcile", "--older-than", "-1")]
    [InlineData("health", "--port", "many")]
    public async Task Wrong_usage_ends_with_2_and_says_what_is_expected(params string[] args)
    {
        using var line = new CommandLine();
        var (code, output, messages) = await line.RunAsync(args);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(output);
        Assert.NotEmpty(messages);
    }

    [Fact]
    public void Every_fault_that_our_own_code_names_is_told_in_a_sentence_and_not_as_a_defect()
    {
        Type[] rooms = [typeof(ObjectStoreException), typeof(DataFolderException), typeof(ReplayConflictException), typeof(StreamWorker), typeof(CompactResult)];
        var faults = rooms.SelectMany(room => room.Assembly.GetExportedTypes()).Where(type => type.IsSubclassOf(typeof(Exception))).ToList();
        Assert.True(faults.Count >= 10, $"Only {faults.Count} were found.");
        Assert.All(faults, type => Assert.NotNull(ErrorText.For((Exception)RuntimeHelpers.GetUninitializedObject(type))));
    }

    [Fact]
    public async Task Every_command_explains_itself()
    {
        using var line = new CommandLine();
        foreach (var command in new[] { "demo", "generate", "replay", "collect", "stream", "compact", "reconcile", "query", "kinesis", "doctor", "health", "cost" })
        {
            var (code, output, _) = await line.RunAsync(command, "--help");
            Assert.Equal(ExitCode.Done, code);
            Assert.Contains("Description:", output, StringComparison.Ordinal);
            Assert.Contains("--json", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_data_folder_of_a_newer_format_is_refused_with_the_remedy()
    {
        using var line = new CommandLine();
        await File.WriteAllTextAsync(Path.Combine(line.Data, "clickstream.json"), """{"format":99}""");
        var (code, _, messages) = await line.RunAsync("reconcile");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("format 99", messages, StringComparison.Ordinal);
        Assert.Contains("--data", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_statement_is_answered_with_the_engines_own_words()
    {
        using var line = new CommandLine();
        var (code, _, messages) = await line.RunAsync("query", "select nothing from nowhere");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("nowhere", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_with_the_remedy()
    {
        using var line = new CommandLine();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var (code, _, messages) = await line.RunAsync("stream", "--until-idle", "--port", $"{port}");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"{port}", messages, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_a_fresh_folder_and_names_a_folder_that_cannot_be()
    {
        using var line = new CommandLine();
        var (_, output, _) = await line.RunAsync("doctor");
        Assert.Contains("ok   object store", output, StringComparison.Ordinal);
        Assert.Contains("ok   stream", output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(line.Data, "clickstream.json"), "not json");
        var (code, damaged, _) = await line.RunAsync("doctor");
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("FAIL data folder", damaged, StringComparison.Ordinal);
    }
}
