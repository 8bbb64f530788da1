using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.SignIn;

/// <summary>Where a request comes from. Browsers say it; programs do not, and are not tricked into requests either.</summary>
internal static class RequestOrigin
{
    public static bool IsCrossSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        // A browser before 2023. Forms of pages without a referrer are of the origin null, which is why ours have one for themselves.
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value);
    }
}
