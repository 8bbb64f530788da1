using System.Net;
using System.Text.Json;
using Clickstream.Cli.Terminal;

namespace Clickstream.Cli.Tests;

public sealed class KinesisCommandTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_first_line_names_the_endpoint_which_serves_until_it_is_interrupted()
    {
        using var line = new CommandLine();
        using var interruption = new Interruption();
        using var output = new FirstLine();
        var command = line.RunAsync(interruption, output, "kinesis", "--port", "0", "--json", "--shards", "2");
        var first = JsonDocument.Parse(await output.Line.WaitAsync(Limit)).RootElement;
        Assert.Equal("clickstream", first.GetProperty("stream").GetString());
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(first.GetProperty("endpoint").GetString()!));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        interruption.Next();
        var (code, _, messages) = await command.WaitAsync(Limit);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("AWS_ENDPOINT_URL_KINESIS=http://127.0.0.1:", messages, StringComparison.Ordinal);
        Assert.Contains("development only", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_with_the_remedy()
    {
        using var line = new CommandLine();
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (code, _, messages) = await line.RunAsync("kinesis", "--port", $"{port}");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"Port {port}", messages, StringComparison.Ordinal);
        Assert.Contains("--port", messages, StringComparison.Ordinal);
    }

    /// <summary>Output whose first line can be waited for.</summary>
    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            _line.TrySetResult(value!);
        }
    }
}
