using System.CommandLine;
using System.Net;

namespace Clickstream.Cli.Commands;

/// <summary><c>clickstream health</c>: whether the worker on this machine answers. For the health check of a container, whose image has no other client.</summary>
internal static class HealthCommand
{
    private const int LivePagePort = 5080;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5); // A container's check gives up after ten.

    private static readonly Option<int> Port = new("--port") { Description = "The port of the live page.", DefaultValueFactory = _ => LivePagePort };
    private static readonly Option<bool> Ready = new("--ready") { Description = "Also require that it holds leases and makes progress (/readyz)." };

    public static Command Create(CommandRunner runner)
    {
        var command = new Command("health", "Ask the worker on this machine whether it lives. Exit code 3 if it does not answer, or not with OK.");
        command.Options.Add(Port);
        command.Options.Add(Ready);
        return runner.Bind(command, RunAsync);
    }

    private static async Task<ExitCode> RunAsync(CommandContext context)
    {
        using var client = new HttpClient { Timeout = Patience };
        var address = new UriBuilder(Uri.UriSchemeHttp, IPAddress.Loopback.ToString(), context.Get(Port), context.Get(Ready) ? "readyz" : "healthz").Uri;
        try
        {
            using var answer = await client.GetAsync(address, context.Drain);
            context.Terminal.Output.WriteLine($"{address} answers {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(context.Drain)}".TrimEnd());
            return answer.IsSuccessStatusCode ? ExitCode.Done : ExitCode.CheckFailed;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is TaskCanceledException && !context.Drain.IsCancellationRequested))
        {
            context.Terminal.Messages.WriteLine($"{address} does not answer: {fault.Message} Is 'clickstream stream' running, on this port?");
            return ExitCode.CheckFailed;
        }
    }
}
