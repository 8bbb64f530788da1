using System.CommandLine;
using System.Net;
using Clickstream.Stream.Live;

namespace Clickstream.Cli.Commands;

/// <summary>The options of the live page; shared by <c>stream</c> and <c>demo</c>.</summary>
internal sealed class LiveOptionsSet
{
    private const string TokenVariable = "CLICKSTREAM_LIVE_TOKEN";

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port of the live page; 0 takes a free one, which is printed.",
        DefaultValueFactory = _ => LiveAddress.DefaultPort,
    };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = $"The address of the live page. Any but loopback needs a token in the environment variable {TokenVariable}.",
        DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
        HelpName = "ADDRESS",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_port);
        command.Options.Add(_listen);
    }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="UsageException">It is not valid.</exception>
    public LiveOptions Read(CommandContext context)
    {
        if (!LiveAddress.TryParse(context.Get(_listen)!, out var address, out var problem))
        {
            throw new UsageException(problem);
        }

        var options = new LiveOptions
        {
            Address = address with { Port = context.Get(_port) },
            Token = Environment.GetEnvironmentVariable(TokenVariable),
        };
        return options.Problems() is { Count: > 0 } problems ? throw new UsageException(string.Join(' ', problems)) : options;
    }
}
