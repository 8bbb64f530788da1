using System.Text.Json;
using Clickstream.Stream.Live.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Clickstream.Stream.Live.Api.Quarantine;

/// <summary>
/// <c>POST /api/quarantine/replay</c>: the one thing that the page changes. It goes on when its page is closed, since half of a replay would have to be
/// finished by the next one; stopping the server stops it behind a batch.
/// </summary>
internal sealed class ReplayApi(LiveSources sources, StoredAnswers answers, CsrfToken csrf, ILogger logger, CancellationToken stopping)
{
    private const int MaxBody = 64 * 1024;
    private const int MaxChanges = 50;

    private int _isRunning;

    public async Task HandleAsync(HttpContext context)
    {
        if (sources.Replay is not { } replay)
        {
            await ApiAnswer.WriteAsync(context, ApiProblem.NotFound("Nothing can be replayed from here; use clickstream quarantine replay."));
            return;
        }

        var (order, problem) = await ReadAsync(context);
        if (problem is not null)
        {
            await ApiAnswer.WriteAsync(context, problem);
            return;
        }

        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            await ApiAnswer.WriteAsync(context, Busy());
            return;
        }

        try
        {
            await RunAsync(context, replay, order!);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task RunAsync(HttpContext context, Func<LiveReplayOrder, CancellationToken, Task<LiveReplayOutcome?>> replay, LiveReplayOrder order)
    {
        try
        {
            if (!order.DryRun)
            {
                LiveLog.ReplayBegins(logger, order.Reason ?? "every reason", order.Hour ?? "every hour", context.User.Identity?.Name ?? "a visitor");
            }

            var outcome = await replay(order, stopping);
            await answers.ForgetAsync(stopping);
            await (outcome is null ? ApiAnswer.WriteAsync(context, Busy()) : ApiAnswer.WriteAsync(context, Describe(outcome, order), ApiJson.Default.ReplayedDocument));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, the next replay finishes the batch that was noted; the worker goes on.
            LiveLog.ReplayFailed(logger, fault);
            await ApiAnswer.WriteAsync(context, ApiProblem.Unavailable($"The replay stopped: {fault.Message} Start it again; it goes on where it was."));
        }
    }

    private async Task<(LiveReplayOrder? Order, ApiProblem? Problem)> ReadAsync(HttpContext context)
    {
        if (!csrf.IsOurs(context.Request))
        {
            return (null, new ApiProblem("Forbidden", StatusCodes.Status403Forbidden, $"Send the csrf value of /api/session as {CsrfToken.Header}, from a page of this server."));
        }

        if (!context.Request.HasJsonContentType())
        {
            return (null, new ApiProblem("Unsupported media type", StatusCodes.Status415UnsupportedMediaType, "The body must be application/json."));
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBody;
        try
        {
            var document = await JsonSerializer.DeserializeAsync(context.Request.Body, ApiJson.Default.ReplayOrderDocument, context.RequestAborted);
            return Check(document ?? throw new JsonException("It is null."));
        }
        catch (JsonException fault)
        {
            return (null, ApiProblem.BadRequest($"The order cannot be read: {fault.Message}"));
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, new ApiProblem("Too large", StatusCodes.Status413PayloadTooLarge, "An order has at most 64 KiB."));
        }
    }

    private static (LiveReplayOrder? Order, ApiProblem? Problem) Check(ReplayOrderDocument document)
    {
        string? problem = null;
        QuarantineApi.ReasonOf(document.Reason, text => problem ??= text);
        QuarantineApi.HourOf(document.Hour, text => problem ??= text);
        var (renames, sets) = (document.Renames ?? [], document.Sets ?? []);
        if (renames.Count > MaxChanges || sets.Count > MaxChanges || renames.Concat(sets).Any(change => change.Key.Length == 0 || change.Value is null))
        {
            problem ??= $"'renames' and 'sets' have at most {MaxChanges} entries, each with a name and a text.";
        }

        return problem is null
            ? (new LiveReplayOrder(document.Reason, document.Hour, renames, sets, document.DryRun), null)
            : (null, ApiProblem.BadRequest(problem));
    }

    private static ApiProblem Busy() => new("Conflict", StatusCodes.Status409Conflict, "A replay is under way; wait for its end.");

    private static ReplayedDocument Describe(LiveReplayOutcome outcome, LiveReplayOrder order) => new()
    {
        DryRun = order.DryRun,
        Replayed = outcome.Replayed,
        Resumed = outcome.Resumed,
        StillInvalid = [.. outcome.StillInvalid.Select(pair => new LiveCount(pair.Key, pair.Value))],
        Unfit = outcome.Unfit,
        Before = outcome.Before,
        InFlight = outcome.InFlight,
        Complete = outcome.Complete,
        Problems = outcome.Problems,
    };
}
