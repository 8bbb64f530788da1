using Clickstream.Producer.Collect.Access;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Tells browsers which pages may send. It protects no secret: who is no browser sends what he likes, and needs a key.</summary>
internal static class Cors
{
    private const string Headers = "Authorization, Content-Encoding, Content-Type, X-Write-Key, SP-Anonymous";
    private const string Seconds = "86400"; // Browsers cut it to two hours or a day.

    /// <summary>Answers a preflight, which names no key: any key's origins will do.</summary>
    public static void Preflight(HttpContext context, KeyTable? keys, string method)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && (keys is null || keys.AnyAllows(origin)))
        {
            Allow(context, origin);
            context.Response.Headers.AccessControlAllowMethods = method;
            context.Response.Headers.AccessControlAllowHeaders = Headers;
            context.Response.Headers.AccessControlMaxAge = Seconds;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Lets a page read the answer.</summary>
    public static void Allow(HttpContext context, string origin)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true"; // Some trackers send with credentials, and read nothing if this is missing. We use no cookies.
        headers.AccessControlExposeHeaders = "Retry-After";
        headers.Vary = "Origin";
    }
}
