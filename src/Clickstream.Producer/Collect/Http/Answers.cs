using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Clickstream.Core.Decoding;
using Clickstream.Core.Formats;
using Clickstream.Producer.Collect.Events;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    /// <summary>A transparent GIF of one pixel, 43 bytes.</summary>
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    /// <summary>Answers for events that are durable, or were not wanted.</summary>
    public static Task AcceptedAsync(HttpContext context, CollectAnswer kind, in IntakeResult result)
    {
        if (kind == CollectAnswer.Pixel)
        {
            context.Response.ContentType = "image/gif";
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            return BytesAsync(context, StatusCodes.Status200OK, Pixel);
        }

        context.Response.ContentType = "application/json";
        return result.Refused == 0 && result.Dropped == 0
            ? ShortAsync(context, result.Accepted)
            : BytesAsync(context, StatusCodes.Status200OK, Describe(null, in result));
    }

    /// <summary>Answers that nothing was taken.</summary>
    public static Task RefusedAsync(HttpContext context, Refusal refusal, TimeSpan? retryAfter = null, IntakeResult result = default)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((long)Math.Ceiling(Math.Max(1, wait.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
        }

        context.Response.ContentType = "application/json";
        return BytesAsync(context, refusal.Status, Describe(refusal, in result));
    }

    /// <summary>Answers with bytes.</summary>
    public static Task BytesAsync(HttpContext context, int status, ReadOnlyMemory<byte> bytes)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.BodyWriter.WriteAsync(bytes).AsTask();
    }

    /// <summary>Answers with a word.</summary>
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return BytesAsync(context, status, System.Text.Encoding.UTF8.GetBytes(text + "\n"));
    }

    // The usual answer, without a buffer of its own.
    private static Task ShortAsync(HttpContext context, int accepted)
    {
        var to = context.Response.BodyWriter.GetSpan(32);
        "{\"accepted\":"u8.CopyTo(to);
        Utf8Formatter.TryFormat(accepted, to[12..], out var digits);
        to[12 + digits] = (byte)'}';
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentLength = 13 + digits;
        context.Response.BodyWriter.Advance(13 + digits);
        return Task.CompletedTask; // Kestrel sends what is in the writer at the end of the request.
    }

    private static ReadOnlyMemory<byte> Describe(Refusal? refusal, in IntakeResult result)
    {
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            if (refusal is not null)
            {
                json.WriteString("error", refusal.Name);
                json.WriteString("message", refusal.Message);
            }

            json.WriteNumber("accepted", result.Accepted);
            if (result.Dropped > 0)
            {
                json.WriteNumber("dropped", result.Dropped);
            }

            if (result.Refused > 0)
            {
                json.WriteNumber("refused", result.Refused);
                json.WriteStartArray("refusals");
                foreach (var (item, reason) in result.Refusals)
                {
                    json.WriteStartObject();
                    json.WriteNumber("item", item);
                    json.WriteString("reason", RejectionReasons.NameOf(reason));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return text.WrittenMemory;
    }
}
