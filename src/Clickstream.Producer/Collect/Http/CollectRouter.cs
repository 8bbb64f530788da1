using Clickstream.Core.Formats;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Finds who answers for a path.</summary>
internal sealed class CollectRouter
{
    private readonly Dictionary<string, List<(CollectRoute Route, ICollectFormat Format)>> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CollectAsset> _assets;
    private readonly CollectEndpoint _endpoint;
    private readonly EndpointParts _parts;
    private readonly ICollectStatus _status;

    public CollectRouter(CollectEndpoint endpoint, EndpointParts parts, ICollectStatus status)
    {
        (_endpoint, _parts, _status) = (endpoint, parts, status);
        foreach (var format in new ICollectFormat[] { new EventsFormat(), new PixelFormat() }.Concat(parts.Options.Formats))
        {
            foreach (var route in format.Routes)
            {
                if (!_routes.TryGetValue(route.Path, out var routes))
                {
                    _routes[route.Path] = routes = [];
                }

                routes.Add((route, format));
            }
        }

        _assets = parts.Options.Assets.ToDictionary(asset => asset.Path, StringComparer.Ordinal);
    }

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? string.Empty;
        var method = context.Request.Method;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (_routes.TryGetValue(path, out var routes))
        {
            return HandleAsync(context, routes, method);
        }

        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return path switch
            {
                "/healthz" => Answers.TextAsync(context, StatusCodes.Status200OK, "ok"),
                "/readyz" => _status.Unready is { } reason
                    ? Answers.TextAsync(context, StatusCodes.Status503ServiceUnavailable, reason)
                    : Answers.TextAsync(context, StatusCodes.Status200OK, "ready"),
                "/metrics" => MetricsAsync(context),
                _ => _assets.TryGetValue(path, out var asset) ? AssetAsync(context, asset) : RefuseAsync(context, Refusal.NotFound),
            };
        }

        return RefuseAsync(context, Refusal.NotFound);
    }

    private Task HandleAsync(HttpContext context, List<(CollectRoute Route, ICollectFormat Format)> routes, string method)
    {
        foreach (var (route, format) in routes)
        {
            if (route.Method == method)
            {
                return _endpoint.HandleAsync(context, format, route);
            }
        }

        var methods = string.Join(", ", routes.Select(entry => entry.Route.Method));
        if (HttpMethods.IsOptions(method))
        {
            Cors.Preflight(context, _parts.Keys?.Table, methods);
            return Task.CompletedTask;
        }

        context.Response.Headers.Allow = methods;
        return RefuseAsync(context, Refusal.WrongMethod);
    }

    private Task MetricsAsync(HttpContext context)
    {
        if (_parts.Options.RenderMetrics is not { } render)
        {
            return RefuseAsync(context, Refusal.NotFound);
        }

        context.Response.ContentType = _parts.Options.MetricsContentType;
        return Answers.BytesAsync(context, StatusCodes.Status200OK, System.Text.Encoding.UTF8.GetBytes(render()));
    }

    private static Task AssetAsync(HttpContext context, CollectAsset asset)
    {
        context.Response.ContentType = asset.ContentType;
        context.Response.Headers.CacheControl = $"public, max-age={(long)asset.MaxAge.TotalSeconds}";
        context.Response.Headers.AccessControlAllowOrigin = "*"; // An integrity hash is checked only on what a page may read.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        context.Response.Headers.ETag = asset.EntityTag;
        context.Response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(asset.EntityTag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return Answers.BytesAsync(context, StatusCodes.Status200OK, asset.Content);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return Answers.BytesAsync(context, StatusCodes.Status200OK, asset.Zipped);
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        _parts.Metrics.RefusedRequest(refusal.Name);
        _parts.Metrics.Answered("none", refusal.Status);
        return Answers.RefusedAsync(context, refusal);
    }
}

/// <summary>Whether requests should come here.</summary>
internal interface ICollectStatus
{
    /// <summary>Why not; null if they should.</summary>
    string? Unready { get; }
}
