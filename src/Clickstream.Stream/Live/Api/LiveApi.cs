using Clickstream.Stream.Live.Api.Engagement;
using Clickstream.Stream.Live.Api.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Clickstream.Stream.Live.Api;

/// <summary>The JSON API under the page. docs/openapi/live.json is its contract, and a test compares every answer with it.</summary>
internal static class LiveApi
{
    /// <summary>Adds the paths.</summary>
    public static void Map(IEndpointRouteBuilder routes, LiveOptions options, LiveView view, TimeProvider time)
    {
        var csrf = new CsrfToken();
        var contract = Contract.Load();
        routes.MapGet("/openapi.json", context => ApiAnswer.WriteAsync(context, contract));
        routes.MapGet("/api/session", new SessionApi(options, view, csrf, time).HandleAsync);
        routes.MapGet("/api/minutes", new MinutesApi(view.Minutes).HandleAsync);
        routes.MapGet("/api/now", new NowApi(view.Minutes).HandleAsync);
        routes.MapGet("/api/alerts", new AlertsApi(view.Alerts).HandleAsync);
        routes.MapGet("/api/shards", context => ShardsApi.HandleAsync(context, view));
    }
}
