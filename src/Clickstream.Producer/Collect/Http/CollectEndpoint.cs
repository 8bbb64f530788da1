using System.Collections.Concurrent;
using Clickstream.Core.Events;
using Clickstream.Core.Formats;
using Clickstream.Core.Time;
using Clickstream.Producer.Collect.Access;
using Clickstream.Producer.Collect.Events;
using Clickstream.Producer.Collect.Spool;
using Microsoft.AspNetCore.Http;

namespace Clickstream.Producer.Collect.Http;

/// <summary>Takes the events of one request: key, limits, body, format, spool, answer.</summary>
/// <param name="parts">What it works with.</param>
internal sealed class CollectEndpoint(EndpointParts parts)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10); // A full spool has room when the stream is back and has taken a segment.
    private static readonly EventTime Epoch = new(0);

    private readonly ConcurrentBag<EventIntake> _intakes = [];
    private readonly RateJudge? _rate = parts.Options.VisitRate is { } tooFast ? new RateJudge(tooFast) : null;
    private readonly BodyReader _bodies = new(parts.Options.Limits);

    /// <summary>Bytes of bodies in memory.</summary>
    public long BufferedBytes => _bodies.Buffered;

    /// <summary>Answers a request for a format.</summary>
    public async Task HandleAsync(HttpContext context, ICollectFormat format, CollectRoute route)
    {
        var refusal = await TryHandleAsync(context, format, route);
        if (refusal is not null)
        {
            parts.Metrics.RefusedRequest(refusal.Name);
        }

        parts.Metrics.Answered(format.Name, context.Response.StatusCode);
    }

    private async Task<Refusal?> TryHandleAsync(HttpContext context, ICollectFormat format, CollectRoute route)
    {
        try
        {
            return await TakeAsync(context, format, route);
        }
        catch (BadHttpRequestException fault)
        {
            return await RefuseAsync(context, fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? Refusal.BodyTooLarge : Refusal.Bad(fault.StatusCode));
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            return Refusal.Bad(StatusCodes.Status400BadRequest); // The client has gone; nobody reads an answer.
        }
#pragma warning disable CA1031 // One request that meets a defect must not end the service; the log says what it was.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            CollectLog.RequestFailed(parts.Logger, fault);
            return await RefuseAsync(context, Refusal.Defect);
        }
    }

    private async Task<Refusal?> TakeAsync(HttpContext context, ICollectFormat format, CollectRoute route)
    {
        context.Response.Headers.CacheControl = "no-store";
        var keys = parts.Keys?.Table;
        var presented = keys is null ? null : RequestKey.Find(context.Request);
        var key = presented is null ? null : keys!.Find(presented, parts.Time.GetUtcNow());
        // A key in the body is looked for once the body is read; a wrong one in a header is refused before.
        if (presented is not null && key is null)
        {
            return await RefuseAsync(context, Refusal.WrongKey);
        }

        if (key is not null && await CheckAsync(context, key) is { } refused)
        {
            return refused;
        }

        using var body = await _bodies.ReadAsync(context.Request, context.RequestAborted);
        if (body.Refusal is { } tooLarge)
        {
            return await RefuseAsync(context, tooLarge, tooLarge == Refusal.Busy ? Soon : null);
        }

        if (keys is not null && key is null)
        {
            presented = format.FindWriteKey(body.Content, QueryOf(context.Request));
            key = presented is null ? null : keys.Find(presented, parts.Time.GetUtcNow());
            if (key is null)
            {
                return await RefuseAsync(context, presented is null ? Refusal.MissingKey : Refusal.WrongKey);
            }

            if (await CheckAsync(context, key) is { } refusedLate)
            {
                return refusedLate;
            }
        }

        if (keys is null && context.Request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            Cors.Allow(context, origin);
        }

        return await TranslateAsync(context, format, route, body, key);
    }

    // What a key allows, before anything is done for the request.
    private static async Task<Refusal?> CheckAsync(HttpContext context, WriteKey key)
    {
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            if (!key.Allows(origin))
            {
                return await RefuseAsync(context, Refusal.WrongOrigin);
            }

            Cors.Allow(context, origin);
        }

        return key.Rate?.Take(0) is { } wait && wait > TimeSpan.Zero ? await RefuseAsync(context, Refusal.TooFast, wait) : null;
    }

    private Task<Refusal?> TranslateAsync(HttpContext context, ICollectFormat format, CollectRoute route, CollectedBody body, WriteKey? key)
    {
        if (!_intakes.TryTake(out var intake))
        {
            intake = new EventIntake(parts.Options.Privacy, _rate);
        }

        try
        {
            var request = Describe(context, format, key);
            intake.Begin(request);
            var reason = format.Translate(body.Content, request, intake);
            if (reason != RejectionReason.None)
            {
                return RefuseAsync(context, Refusal.Unreadable);
            }

            var result = intake.Result;
            if (result.Accepted == 0)
            {
                parts.Metrics.Took(format.Name, in result);
                return result is { Refused: > 0, Dropped: 0 }
                    ? RefuseAsync(context, Refusal.NoEvent, null, result)
                    : AcceptAsync(context, route, result);
            }

            if (key?.Rate?.Take(result.Accepted) is { } wait && wait > TimeSpan.Zero)
            {
                return RefuseAsync(context, Refusal.TooFast, wait);
            }

            return FinishAsync(context, format, route, parts.Writer.AppendAsync(intake.Records), result); // The records are copied by now.
        }
        finally
        {
            _intakes.Add(intake);
        }
    }

    private async Task<Refusal?> FinishAsync(HttpContext context, ICollectFormat format, CollectRoute route, Task<SpoolOutcome> appended, IntakeResult result)
    {
        var outcome = await appended;
        if (outcome == SpoolOutcome.Committed)
        {
            parts.Metrics.Took(format.Name, in result);
            return await AcceptAsync(context, route, result);
        }

        if (outcome == SpoolOutcome.Failed && parts.Writer.Fault is { } fault)
        {
            parts.Complaints.Tell(fault);
        }

        return outcome switch
        {
            SpoolOutcome.Full => await RefuseAsync(context, Refusal.SpoolFull, Later),
            SpoolOutcome.Busy => await RefuseAsync(context, Refusal.Busy, Soon),
            SpoolOutcome.Failed => await RefuseAsync(context, Refusal.SpoolFailed, Later),
            _ => await RefuseAsync(context, Refusal.Closing, Soon),
        };
    }

    private CollectContext Describe(HttpContext context, ICollectFormat format, WriteKey? key)
    {
        var request = context.Request;
        var headers = request.Headers;
        var forwarded = parts.Options.TrustedProxies.Count > 0 ? headers["X-Forwarded-For"].ToString() : null;
        var peer = context.Connection.RemoteIpAddress;
        return new CollectContext
        {
            Received = Epoch + (parts.Time.GetUtcNow() - DateTimeOffset.UnixEpoch),
            Path = request.Path.Value ?? string.Empty,
            Query = QueryOf(request),
            Address = peer is null ? null : ForwardedAddress.Of(peer, forwarded, parts.Options.TrustedProxies).ToString(),
            UserAgent = headers.UserAgent.Count == 0 ? null : headers.UserAgent.ToString(),
            Referrer = headers.Referer.Count == 0 ? null : headers.Referer.ToString(),
            KeyName = key?.Name,
            IsServer = (key?.IsServer ?? false) || (format.HasServerLibraries && !IsBrowser(headers.UserAgent.ToString())),
            DoNotTrack = headers["DNT"] == "1",
            GlobalPrivacyControl = headers["Sec-GPC"] == "1",
        };
    }

    private static string QueryOf(HttpRequest request) => request.QueryString.HasValue ? request.QueryString.Value![1..] : string.Empty;

    // All browsers have begun so since the nineties, and no library does.
    private static bool IsBrowser(string userAgent) => userAgent.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase);

    private static async Task<Refusal?> AcceptAsync(HttpContext context, CollectRoute route, IntakeResult result)
    {
        await Answers.AcceptedAsync(context, route.Answer, in result);
        return null;
    }

    private static async Task<Refusal?> RefuseAsync(HttpContext context, Refusal refusal, TimeSpan? retryAfter = null, IntakeResult result = default)
    {
        await Answers.RefusedAsync(context, refusal, retryAfter, result);
        return refusal;
    }
}
