using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.SignIn;

/// <summary>Where a request comes from. Browsers say it; programs do not, and are not tricked into requests either.</summary>
internal static class RequestOrigin
{
    public static bool IsCrossSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        return site is not ("" or "same-origin" or "none")
            || (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value));
    }
}
