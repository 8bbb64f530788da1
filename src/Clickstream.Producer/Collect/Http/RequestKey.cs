using System.Text;
using Clickstream.Core.Formats;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Finds the write key of a request.</summary>
internal static class RequestKey
{
    public const string Header = "X-Write-Key";
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int LongestBasic = 2048;

    /// <summary>The key in a header or in the query; null if there is none.</summary>
    public static string? Find(HttpRequest request)
    {
        if (request.Headers.TryGetValue(Header, out var own) && own.Count == 1 && own[0]!.Length > 0)
        {
            return own[0];
        }

        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return authorization[Bearer.Length..].Trim();
        }

        if (authorization.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && UserOf(authorization[Basic.Length..].Trim()) is { } user)
        {
            return user;
        }

        return request.QueryString.HasValue ? QueryFields.Find(request.QueryString.Value![1..], QueryFields.Key) : null;
    }

    // The key is the user's name, and the password is empty: so the Segment SDKs send it.
    private static string? UserOf(string encoded)
    {
        if (encoded.Length > LongestBasic)
        {
            return null;
        }

        Span<byte> decoded = stackalloc byte[LongestBasic];
        if (!Convert.TryFromBase64String(encoded, decoded, out var length))
        {
            return null;
        }

        var colon = decoded[..length].IndexOf((byte)':');
        return Encoding.UTF8.GetString(decoded[..(colon < 0 ? length : colon)]);
    }
}
