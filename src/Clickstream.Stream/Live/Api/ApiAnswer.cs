using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Stream.Live.Api;

/// <summary>Writes answers.</summary>
internal static class ApiAnswer
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>A document.</summary>
    public static Task WriteAsync<T>(HttpContext context, T document, JsonTypeInfo<T> type) =>
        WriteAsync(context, StatusCodes.Status200OK, Json, JsonSerializer.SerializeToUtf8Bytes(document, type));

    /// <summary>A document that was made before, compressed if the visitor takes that, or only the word that he has it already.</summary>
    public static Task WriteAsync(HttpContext context, CachedAnswer answer)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = answer.ETag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString() == answer.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (!answer.IsWorthCompressing || !request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return WriteAsync(context, StatusCodes.Status200OK, Json, answer.Json);
        }

        response.Headers.ContentEncoding = "gzip";
        return WriteAsync(context, StatusCodes.Status200OK, Json, answer.Compressed);
    }

    /// <summary>A document that was read from the store, or why it could not be.</summary>
    public static Task WriteAsync(HttpContext context, (CachedAnswer? Answer, ApiProblem? Problem) read) =>
        read.Answer is { } answer ? WriteAsync(context, answer) : WriteAsync(context, read.Problem!);

    /// <summary>A problem.</summary>
    public static Task WriteAsync(HttpContext context, ApiProblem problem) => WriteAsync(
        context, problem.Status, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.ApiProblem));

    private static Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
