using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Clickstream.Aws.Narrow;

/// <summary>
/// Reads a refusal: JSON with <c>__type</c>, or XML with <c>Error</c>. Core decides by the code and the status whether the call is repeated.
/// What is neither (a proxy's page) becomes an error with the status as its code.
/// </summary>
internal static class NarrowError
{
    private const int MaxQuoted = 200; // Of a body that is no error of AWS; enough to recognise a proxy.

    public static AmazonServiceException Read(byte[] body, IWebResponseData? response, Exception inner, HttpStatusCode status)
    {
        var requestId = Header(response, "x-amzn-RequestId");
        var (code, message) = FromJson(body) ?? FromXml(body, ref requestId) ?? (null, null);
        if (code is null && Header(response, "x-amzn-ErrorType") is { } named)
        {
            code = Bare(named);
        }

        code ??= status.ToString();
        message ??= $"HTTP {(int)status}: {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxQuoted)))}";
        var type = (int)status is >= 400 and < 500 ? ErrorType.Sender : ErrorType.Receiver;
        return new AmazonServiceException(message, inner, type, code, requestId ?? string.Empty, status);
    }

    private static string? Header(IWebResponseData? response, string name) =>
        response is not null && response.IsHeaderPresent(name) ? response.GetHeaderValue(name) : null;

    // "com.amazonaws.glue#EntityNotFoundException" and "EntityNotFoundException:http://…" both name EntityNotFoundException.
    private static string Bare(string type) => type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..].Split(':')[0];

    private static (string? Code, string? Message)? FromJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var type = Text(document.RootElement, "__type") ?? Text(document.RootElement, "code");
            return (type is null ? null : Bare(type), Text(document.RootElement, "message") ?? Text(document.RootElement, "Message"));
        }
        catch (JsonException)
        {
            return null; // The other form is tried.
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (string? Code, string? Message)? FromXml(byte[] body, ref string? requestId)
    {
        try
        {
            var root = XDocument.Load(new MemoryStream(body)).Root!;
            var error = root.Descendants().FirstOrDefault(element => element.Name.LocalName == "Error");
            requestId ??= root.Descendants().FirstOrDefault(element => element.Name.LocalName is "RequestId" or "RequestID")?.Value;
            return error is null ? null : (Child(error, "Code"), Child(error, "Message"));
        }
        catch (XmlException)
        {
            return null; // Not from AWS.
        }
    }

    private static string? Child(XElement element, string name) =>
        element.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value;
}
