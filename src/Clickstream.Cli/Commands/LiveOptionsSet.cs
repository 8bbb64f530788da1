using System.CommandLine;
using System.Net;
using Clickstream.Stream.Live;
using Clickstream.Stream.Live.SignIn;

namespace Clickstream.Cli.Commands;

/// <summary>The options of the live page; shared by <c>stream</c> and <c>demo</c>.</summary>
internal sealed class LiveOptionsSet
{
    private const string TokenVariable = "CLICKSTREAM_LIVE_TOKEN";
    private const string OpenIdSecretVariable = "CLICKSTREAM_LIVE_OIDC_SECRET";

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port of the live page; 0 takes a free one, which is printed.",
        DefaultValueFactory = _ => LiveAddress.DefaultPort,
    };

    private readonly Option<string> _listen = new("--listen")
    {
        Description = $"The address of the live page. Any but loopback needs a token in the environment variable {TokenVariable}, or --oidc-authority.",
        DefaultValueFactory = _ => IPAddress.Loopback.ToString(),
        HelpName = "ADDRESS",
    };

    private readonly Option<Uri?> _publicUrl = new("--public-url")
    {
        Description = "How visitors reach the live page through a reverse proxy, as https://live.example.",
        HelpName = "URL",
    };

    private readonly Option<Uri?> _authority = new("--oidc-authority")
    {
        Description = $"Visitors of the live page sign in with this OpenID provider; its secret for the page is in {OpenIdSecretVariable}.",
        HelpName = "URL",
    };

    private readonly Option<string?> _clientId = new("--oidc-client-id") { Description = "The name under which the provider knows the live page.", HelpName = "ID" };

    private readonly Option<string[]> _allowed = new("--oidc-allow")
    {
        Description = "Who may see the live page: an e-mail address, @domain or a subject; may be repeated. Without it, whoever the provider knows.",
        HelpName = "WHO",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _port, _listen, _publicUrl, _authority, _clientId, _allowed })
        {
            command.Options.Add(option);
        }
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
            PublicUrl = context.Get(_publicUrl),
            OpenId = OpenIdOf(context),
        };
        return options.Problems() is { Count: > 0 } problems ? throw new UsageException(string.Join(' ', problems)) : options;
    }

    private OpenIdOptions? OpenIdOf(CommandContext context)
    {
        var (authority, clientId, allowed) = (context.Get(_authority), context.Get(_clientId), context.Get(_allowed) ?? []);
        if (authority is null)
        {
            return clientId is null && allowed.Length == 0 ? null : throw new UsageException("--oidc-client-id and --oidc-allow need --oidc-authority.");
        }

        var secret = Environment.GetEnvironmentVariable(OpenIdSecretVariable);
        return new OpenIdOptions
        {
            Authority = authority,
            ClientId = clientId ?? string.Empty,
            ClientSecret = string.IsNullOrEmpty(secret) ? null : secret,
            Allowed = allowed,
        };
    }
}
