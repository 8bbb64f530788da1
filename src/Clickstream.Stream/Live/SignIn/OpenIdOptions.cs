namespace Clickstream.Stream.Live.SignIn;

/// <summary>An OpenID Connect provider that says who a visitor is (authorization code with PKCE).</summary>
public sealed record OpenIdOptions
{
    /// <summary>The issuer; its <c>/.well-known/openid-configuration</c> is read at the first sign-in. HTTPS, except on loopback.</summary>
    public required Uri Authority { get; init; }

    /// <summary>The name under which the provider knows this page. Its redirect URI is <c>/signin-oidc</c> of the page.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret of that name; null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Who may come in: verified e-mail addresses, <c>@domain</c> for all of one, or subjects. Empty: whoever the provider knows.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Whether a person may come in.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="email">The e-mail address, if the provider vouches for it.</param>
    internal bool Allows(string? subject, string? email) => Allowed.Count == 0 || Allowed.Any(allowed => allowed.StartsWith('@')
        ? email?.EndsWith(allowed, StringComparison.OrdinalIgnoreCase) == true
        : string.Equals(allowed, email, StringComparison.OrdinalIgnoreCase) || string.Equals(allowed, subject, StringComparison.Ordinal));

    /// <summary>What is wrong with these options.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Authority.IsAbsoluteUri || (Authority.Scheme != Uri.UriSchemeHttps && !(Authority.Scheme == Uri.UriSchemeHttp && Authority.IsLoopback)))
        {
            yield return $"The OpenID provider's address must begin with https:// (it is '{Authority}').";
        }

        if (string.IsNullOrWhiteSpace(ClientId))
        {
            yield return "The OpenID provider needs the client id of the live page.";
        }
    }
}
