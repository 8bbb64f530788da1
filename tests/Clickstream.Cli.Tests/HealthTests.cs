using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Clickstream.Cli.Tests;

public sealed class HealthTests
{
    [Theory]
    [InlineData(200, 0)]
    [InlineData(503, 3)]
    public async Task What_the_worker_answers_is_the_exit_code(int status, int expected)
    {
        var port = FreePort();
        using var worker = new HttpListener();
        worker.Prefixes.Add($"http://127.0.0.1:{port}/");
        worker.Start();
        var answering = AnswerAsync(worker, status);
        using var line = new CommandLine();
        var (code, output, _) = await line.RunAsync("health", "--ready", "--port", port.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("/readyz", await answering);
        Assert.Equal(expected, (int)code);
        Assert.Contains($"/readyz answers {status}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_does_not_answer_is_not_well()
    {
        using var line = new CommandLine();
        var (code, _, messages) = await line.RunAsync("health", "--port", FreePort().ToString(CultureInfo.InvariantCulture));
        Assert.Equal(ExitCode.CheckFailed, code);
        Assert.Contains("does not answer", messages, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(HttpListener worker, int status)
    {
        var context = await worker.GetContextAsync();
        context.Response.StatusCode = status;
        context.Response.Close();
        return context.Request.Url!.AbsolutePath;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
