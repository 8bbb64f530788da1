using System.Net;
using System.Security.Cryptography;
using System.Text;
using Clickstream.Stream.Live.Api;
using Clickstream.Stream.Live.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live;

/// <summary>
/// Who may see the live page: requests that name this server by an expected host (a web page elsewhere that had its name rebound to our address is
/// refused), and, where there is a token or a provider, those that know the token as bearer or as the cookie that the sign-in page gives, or whom the
/// provider has let in. Secrets are compared in constant time.
/// </summary>
internal sealed class LiveAccess(LiveOptions options)
{
    public const string Cookie = "clickstream_live";
    private const string Bearer = "Bearer ";

    private readonly bool _isLoopback = options.Address.IsLoopback;
    private readonly HashSet<string> _hosts = new(
        options.AllowedHosts.Append("localhost").Concat(options.PublicUrl is { } url ? [url.Host] : Array.Empty<string>()), StringComparer.OrdinalIgnoreCase);

    private readonly byte[]? _token = string.IsNullOrEmpty(options.Token) ? null : Fingerprint(options.Token);
    private readonly string? _cookie = string.IsNullOrEmpty(options.Token) ? null : CookieOf(options.Token);

    /// <summary>Refuses names that are not ours; a request by the public one is taken as what it was before the proxy.</summary>
    public Task CheckHostAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!IsExpectedHost(request.Host.Host))
        {
            return RefuseAsync(
                context,
                StatusCodes.Status421MisdirectedRequest,
                "Misdirected",
                "This host name is not one of the live page's. Use its address, or allow the name.");
        }

        if (options.PublicUrl is { } url && string.Equals(request.Host.Host, url.Host, StringComparison.OrdinalIgnoreCase))
        {
            (request.Scheme, request.Host) = (url.Scheme, new HostString(url.Authority));
        }

        return next(context);
    }

    /// <summary>Lets in who has signed in, and shows the others where to.</summary>
    public Task CheckVisitorAsync(HttpContext context, RequestDelegate next)
    {
        if (options.SignIn == "open" || IsOpen(context.Request.Path) || Knows(context))
        {
            return next(context);
        }

        if (!IsNavigation(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"clickstream\"";
            return RefuseAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "Not signed in",
                "Open the page and sign in, or send 'Authorization: Bearer TOKEN'. A token in the address is not looked at.");
        }

        if (options.OpenId is not null)
        {
            return context.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme, new AuthenticationProperties { RedirectUri = "/" });
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = SignInPage.Path;
        return Task.CompletedTask;
    }

    /// <summary>Whether this is the token.</summary>
    public bool IsToken(string candidate) => _token is not null && IsEqual(Fingerprint(candidate), _token);

    /// <summary>Gives the visitor of a request, who has shown the token, the cookie that stands for it.</summary>
    public void GiveCookie(HttpContext context)
    {
        // Lax, not Strict: the page is opened from a link in a chat or a mail. What changes something asks for more than the cookie.
        var settings = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", Secure = context.Request.IsHttps };
        context.Response.Cookies.Append(Cookie, _cookie!, settings);
    }

    // Load balancers ask without a token; the answer holds nothing but yes or no.
    private static bool IsOpen(PathString path) =>
        path == "/healthz" || path == "/readyz" || path == SignInPage.Path || path == SignInPage.Style || path == "/icon.svg" || path == "/sign-out";

    private static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private bool IsExpectedHost(string host)
    {
        if (_hosts.Contains(host))
        {
            return true;
        }

        // Rebinding needs a name, so an IP address is fine; on loopback it must be a loopback one.
        return IPAddress.TryParse(host.Trim('[', ']'), out var ip) && (!_isLoopback || IPAddress.IsLoopback(ip));
    }

    private bool Knows(HttpContext context)
    {
        var request = context.Request;
        var authorization = request.Headers.Authorization.ToString();
        return (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && IsToken(authorization[Bearer.Length..].Trim()))
            || (_cookie is not null && request.Cookies.TryGetValue(Cookie, out var cookie) && IsEqual(Fingerprint(cookie), Fingerprint(_cookie)))
            || context.User.Identity?.IsAuthenticated == true;
    }

    private static bool IsEqual(byte[] left, byte[] right) => CryptographicOperations.FixedTimeEquals(left, right);

    private static byte[] Fingerprint(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The cookie is made from the token and is not the token, so a leaked cookie does not open the bearer's way.</summary>
    private static string CookieOf(string token) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "clickstream live cookie"u8));

    private static Task RefuseAsync(HttpContext context, int status, string title, string detail) =>
        ApiAnswer.WriteAsync(context, new ApiProblem(title, status, detail));
}
