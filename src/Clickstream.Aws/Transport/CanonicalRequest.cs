using System.Text;

namespace Clickstream.Aws.Transport;

/// <summary>A request in the canonical form that Signature Version 4 signs. Pure.</summary>
internal sealed class CanonicalRequest
{
    private CanonicalRequest(string text, string signedHeaders) => (Text, SignedHeaders) = (text, signedHeaders);

    public string Text { get; }

    /// <summary>The names of the headers, in order, with semicolons.</summary>
    public string SignedHeaders { get; }

    /// <summary>Makes the canonical form.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="uri">The address; path and query are signed.</param>
    /// <param name="headers">The headers to sign, names in lower case.</param>
    /// <param name="payloadHash">SHA-256 of the body, in lower-case hexadecimal.</param>
    public static CanonicalRequest Of(string method, Uri uri, IEnumerable<(string Name, string Value)> headers, string payloadHash)
    {
        var text = new StringBuilder(512);
        var names = new StringBuilder(64);
        text.Append(method).Append('\n');
        text.Append(PathOf(uri)).Append('\n');
        text.Append(QueryOf(uri)).Append('\n');
        foreach (var (name, value) in headers.OrderBy(header => header.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append(':').Append(Trimmed(value)).Append('\n');
            names.Append(names.Length == 0 ? string.Empty : ";").Append(name);
        }

        var signed = names.ToString();
        text.Append('\n').Append(signed).Append('\n').Append(payloadHash);
        return new CanonicalRequest(text.ToString(), signed);
    }

    /// <summary>Every segment is encoded once more than on the wire, as all services but S3 expect.</summary>
    private static string PathOf(Uri uri) =>
        uri.AbsolutePath is "/" or "" ? "/" : string.Join('/', uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string QueryOf(Uri uri)
    {
        if (uri.Query.Length <= 1)
        {
            return string.Empty;
        }

        var pairs = uri.Query[1..].Split('&').Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Encoded(pair[0]), Value: pair.Length > 1 ? Encoded(pair[1]) : string.Empty))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal);
        return string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Value}"));

        static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));
    }

    private static string Trimmed(string value)
    {
        var trimmed = value.Trim();
        return trimmed.Contains("  ", StringComparison.Ordinal)
            ? string.Join(' ', trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : trimmed;
    }
}
