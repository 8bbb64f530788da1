using Clickstream.Stream.Live.Api.Cost;
using Clickstream.Stream.Live.Api.Engagement;
using Clickstream.Stream.Live.Api.Lake;
using Clickstream.Stream.Live.Api.Quarantine;
using Clickstream.Stream.Live.Api.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clickstream.Stream.Live.Api;

/// <summary>The JSON API under the page. docs/openapi/live.json is its contract, and a test compares every answer with it.</summary>
internal static class LiveApi
{
    /// <summary>Adds the paths.</summary>
    /// <returns>To be disposed when nothing is served any more.</returns>
    public static IDisposable Map(IEndpointRouteBuilder routes, LiveOptions options, LiveView view, TimeProvider time, CancellationToken stopping)
    {
        var logger = view.Sources.Logging?.CreateLogger("Clickstream.Stream.Live") ?? NullLogger.Instance;
        var answers = new StoredAnswers(time, logger, stopping);
        var csrf = new CsrfToken();
        var contract = Contract.Load();
        routes.MapGet("/openapi.json", context => ApiAnswer.WriteAsync(context, contract));
        routes.MapGet("/api/session", new SessionApi(options, view, csrf, time).HandleAsync);
        routes.MapGet("/api/minutes", new MinutesApi(view.Minutes).HandleAsync);
        routes.MapGet("/api/now", new NowApi(view.Minutes).HandleAsync);
        routes.MapGet("/api/alerts", new AlertsApi(view.Alerts).HandleAsync);
        routes.MapGet("/api/shards", context => ShardsApi.HandleAsync(context, view));
        var lake = new LakeApi(view, answers, time);
        routes.MapGet("/api/compaction", lake.CompactionAsync);
        routes.MapGet("/api/reconciliation", lake.ReconciliationAsync);
        var quarantine = new QuarantineApi(view.Sources, answers, time);
        routes.MapGet("/api/quarantine", quarantine.GroupsAsync);
        routes.MapGet("/api/quarantine/samples", quarantine.SamplesAsync);
        routes.MapPost("/api/quarantine/replay", new ReplayApi(view.Sources, answers, csrf, logger, stopping).HandleAsync);
        routes.MapGet("/api/cost", new CostApi(view).HandleAsync);
        return answers;
    }
}
