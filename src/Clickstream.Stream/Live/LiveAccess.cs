using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Clickstream.Stream.Live;

/// <summary>
/// Who may see the live page: requests that name this server by an expected host (a web page elsewhere that had its name rebound to our
/// address is refused),
/// and, where there is a token, those that know it as bearer, or as the cookie that <c>?token=</c> is exchanged for. Secrets are
/// compared in constant time.
/// </summary>
internal sealed class LiveAccess(LiveOptions options)
{
    public const string Cookie = "clickstream_live";
    private const string Bearer = "Bearer ";

    private readonly bool _isLoopback = options.Address.IsLoopback;
    private readonly HashSet<string> _hosts = new(options.AllowedHosts.Append("localhost"), StringComparer.OrdinalIgnoreCase);
    private readonly byte[]? _token = string.IsNullOrEmpty(options.Token) ? null : Fingerprint(options.Token);
    private readonly string? _cookie = string.IsNullOrEmpty(options.Token) ? null : CookieOf(options.Token);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsExpectedHost(context.Request.Host.Host))
        {
            await RefuseAsync(
                context,
                StatusCodes.Status421MisdirectedRequest,
                "This host name is not one of the live page's. Use its address, or allow the name.");
        }
        else if (_token is null || IsProbe(context.Request.Path) || Knows(context.Request))
        {
            await next(context);
        }
        else if (context.Request.Query.TryGetValue("token", out var token))
        {
            await ExchangeAsync(context, token);
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"clickstream\"";
            await RefuseAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "The live page needs its token: open it as /?token=TOKEN, or send 'Authorization: Bearer TOKEN'.");
        }
    }

    /// <summary>Load balancers ask without a token; the answer holds nothing but yes or no.</summary>
    public static bool IsProbe(PathString path) => path == "/healthz" || path == "/readyz";

    private bool IsExpectedHost(string host)
    {
        if (_hosts.Contains(host))
        {
            return true;
        }

        // Rebinding needs a name, so an IP address is fine; on loopback it must be a loopback one.
        return IPAddress.TryParse(host.Trim('[', ']'), out var ip) && (!_isLoopback || IPAddress.IsLoopback(ip));
    }

    private bool Knows(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && IsToken(authorization[Bearer.Length..].Trim()))
            || (request.Cookies.TryGetValue(Cookie, out var cookie) && IsEqual(Fingerprint(cookie), Fingerprint(_cookie!)));
    }

    private async Task ExchangeAsync(HttpContext context, StringValues token)
    {
        if (token.Count != 1 || !IsToken(token.ToString()))
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "This is not the token of the live page.");
            return;
        }

        // Lax, not Strict: the page is opened from a link in a chat or a mail. Everything here only reads.
        var settings = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", Secure = context.Request.IsHttps };
        context.Response.Cookies.Append(Cookie, _cookie!, settings);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/"; // The token leaves the address bar and the history.
    }

    private bool IsToken(string candidate) => IsEqual(Fingerprint(candidate), _token!);

    private static bool IsEqual(byte[] left, byte[] right) => CryptographicOperations.FixedTimeEquals(left, right);

    private static byte[] Fingerprint(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The cookie is made from the token and is not the token, so a leaked cookie does not open the bearer's way.</summary>
    private static string CookieOf(string token) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "clickstream live cookie"u8));

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
