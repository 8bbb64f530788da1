using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clickstream.Stream.Live;

/// <summary>The files of the page, embedded in the assembly. A browser keeps them and asks with their ETag.</summary>
internal static class LiveAssets
{
    private const string Script = "text/javascript; charset=utf-8";
    private const string Style = "text/css; charset=utf-8";

    private static readonly (string Route, string Name, string ContentType)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/alerts.js", "alerts.js", Script),
        ("/api.js", "api.js", Script),
        ("/app.js", "app.js", Script),
        ("/chart.js", "chart.js", Script),
        ("/connection.js", "connection.js", Script),
        ("/cost.js", "cost.js", Script),
        ("/dom.js", "dom.js", Script),
        ("/filters.js", "filters.js", Script),
        ("/format.js", "format.js", Script),
        ("/lake.js", "lake.js", Script),
        ("/minutes.js", "minutes.js", Script),
        ("/now.js", "now.js", Script),
        ("/panels.js", "panels.js", Script),
        ("/poll.js", "poll.js", Script),
        ("/quarantine.js", "quarantine.js", Script),
        ("/session.js", "session.js", Script),
        ("/state.js", "state.js", Script),
        ("/theme.js", "theme.js", Script),
        ("/view.js", "view.js", Script),
        ("/uplot/uPlot.iife.min.js", "uplot.uPlot.iife.min.js", Script),
        ("/uplot/uPlot.min.css", "uplot.uPlot.min.css", Style),
        ("/style.css", "style.css", Style),
        ("/lists.css", "lists.css", Style),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (route, name, contentType) in Files)
        {
            var content = Read("Page", name);
            var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
            routes.MapGet(route, context => ServeAsync(context, content, etag, contentType));
        }
    }

    private static Task ServeAsync(HttpContext context, ReadOnlyMemory<byte> content, string etag, string contentType)
    {
        context.Response.Headers.ETag = etag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString() == etag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = contentType;
        context.Response.ContentLength = content.Length;
        return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    /// <summary>An embedded file.</summary>
    public static byte[] Read(string folder, string name)
    {
        using var stream = typeof(LiveAssets).Assembly.GetManifestResourceStream($"Live.{folder}.{name}")
            ?? throw new InvalidOperationException($"The page's file {name} is not embedded in the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
