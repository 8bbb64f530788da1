using System.Text;
using System.Xml;
using System.Xml.Linq;
using Clickstream.Aws.Wire;

namespace Clickstream.Aws.Transport;

/// <summary>Finds the code and the text in the body of a refusal: JSON, CBOR, XML, or whatever a proxy in between has written.</summary>
internal static class ErrorBody
{
    private const int MaxExcerpt = 200; // Enough to recognise the page of a proxy.

    /// <summary>Reads the body; a code that is missing is made from the status.</summary>
    public static (string Code, string Text) Read(PooledBuffer body, string contentType, int status, string? errorTypeHeader)
    {
        string? code = null;
        string? text = null;
        try
        {
            if (body.Length > 0)
            {
                (code, text) = contentType.Contains("xml", StringComparison.OrdinalIgnoreCase) ? ReadXml(body) : ReadMap(body, contentType);
            }
        }
        catch (FormatException)
        {
            text = Excerpt(body); // Not from the service; what it says is the best there is.
        }

        code = NameOf(errorTypeHeader) ?? NameOf(code) ?? $"Http{status}";
        return (code, text ?? string.Empty);
    }

    private static (string? Code, string? Text) ReadMap(PooledBuffer body, string contentType)
    {
        string? code = null;
        string? text = null;
        var reader = WireFormat.Read(body, 0, body.Length, WireFormat.IsCbor(contentType));
        if (!reader.BeginMap())
        {
            return default;
        }

        while (reader.NextField())
        {
            if (reader.IsField("__type"u8) || reader.IsField("code"u8))
            {
                code = reader.Text();
            }
            else if (reader.IsField("message"u8) || reader.IsField("Message"u8) || reader.IsField("errorMessage"u8))
            {
                text = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return (code, text);
    }

    private static (string? Code, string? Text) ReadXml(PooledBuffer body)
    {
        try
        {
            var error = XDocument.Parse(Encoding.UTF8.GetString(body.Span)).Descendants().FirstOrDefault(element => element.Name.LocalName == "Error");
            return (Child("Code"), Child("Message"));

            string? Child(string name) => error?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
        }
        catch (XmlException cause)
        {
            throw new FormatException(cause.Message, cause);
        }
    }

    /// <summary>Codes come as <c>com.amazonaws.kinesis#Name</c> and as <c>Name:http://…</c>.</summary>
    private static string? NameOf(string? code)
    {
        var name = code?.Split(':', 2)[0].Split('#')[^1].Trim();
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private static string Excerpt(PooledBuffer body)
    {
        var text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MaxExcerpt)]);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
