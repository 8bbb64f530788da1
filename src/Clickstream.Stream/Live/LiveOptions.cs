using Clickstream.Stream.Live.SignIn;

namespace Clickstream.Stream.Live;

/// <summary>How the live page is served.</summary>
public sealed record LiveOptions
{
    /// <summary>The shortest token that is accepted: 16 characters of a random token are beyond guessing.</summary>
    public const int MinTokenLength = 16;

    /// <summary>Where it listens. Default: this machine only, port 5080.</summary>
    public LiveAddress Address { get; init; } = LiveAddress.Default;

    /// <summary>A secret that visitors sign in with. On any address but loopback there must be one, or <see cref="OpenId"/>, or both.</summary>
    public string? Token { get; init; }

    /// <summary>A provider by whom visitors sign in; null for none. Programs still send the token, if there is one.</summary>
    public OpenIdOptions? OpenId { get; init; }

    /// <summary>
    /// The address by which visitors reach the page through a reverse proxy, as <c>https://live.example</c>; null if they come directly. Requests for this
    /// host are taken as made with its scheme; headers of the proxy are not looked at.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Further host names by which visitors reach it (of a reverse proxy, for instance); <c>localhost</c> and IP addresses need not be
    /// named.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How often a visitor's page is updated at most. Default: once a second.</summary>
    public TimeSpan UpdateInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often a visitor hears that the connection is alive when nothing changes. Default: 5 s; the page gives up after three of
    /// them.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pages that are served at the same time; one more is told to come back later. Default: 300.</summary>
    public int MaxClients { get; init; } = 300;

    /// <summary>How visitors prove who they are, in a word.</summary>
    internal string SignIn => OpenId is not null ? "oidc" : string.IsNullOrEmpty(Token) ? "open" : "token";

    /// <summary>What is wrong with these options, all of it at once; empty if nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (SignIn == "open" && !Address.IsLoopback)
        {
            problems.Add(
                $"Other machines can reach the live page at {Address.Address}, so it needs a token or an OpenID provider: give one, or listen on 127.0.0.1.");
        }

        if (SignIn == "open" && PublicUrl is { IsLoopback: false })
        {
            problems.Add($"Others reach the live page as {PublicUrl}, so it needs a token or an OpenID provider.");
        }

        if (PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/"))
        {
            problems.Add($"The public address of the live page is a scheme and a host, as https://live.example (it is '{url}').");
        }

        problems.AddRange(OpenId?.Problems() ?? []);

        if (Token is { Length: > 0 and < MinTokenLength })
        {
            problems.Add(
                $"The live page's token is shorter than {MinTokenLength} characters; take a random one, as from 'openssl rand -hex 16'.");
        }

        if (Token?.Any(character => character is < '!' or > '~') == true)
        {
            problems.Add("The token of the live page has characters other than visible ASCII, which do not fit into an HTTP header.");
        }

        if (UpdateInterval <= TimeSpan.Zero || Heartbeat <= TimeSpan.Zero || MaxClients < 1)
        {
            problems.Add("The update interval, the heartbeat and the number of clients of the live page must be greater than zero.");
        }

        return problems;
    }
}
