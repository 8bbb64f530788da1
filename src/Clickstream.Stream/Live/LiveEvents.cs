using System.Globalization;
using Clickstream.Stream.Live.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clickstream.Stream.Live;

/// <summary>
/// <c>/api/events</c>: server-sent events. First everything, then what changed, at most once per update interval, each with an id to go
/// on from.
/// A visitor who reads slowly gets fewer and larger changes; one who does not read at all is cut off by the server's least data rate.
/// </summary>
internal sealed class LiveEvents(LiveBoard board, LiveOptions options, TimeProvider time)
{
    private static readonly byte[] Hello = "retry: 2000\n: clickstream\n\n"u8.ToArray();

    // A comment keeps proxies from closing the connection; the event is for the script, which does not see comments.
    private static readonly byte[] Beat = ": heartbeat\nevent: beat\ndata: {}\n\n"u8.ToArray();
    private int _clients;

    /// <summary>Serves one visitor until he leaves or the server stops.</summary>
    public async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        if (Interlocked.Increment(ref _clients) > options.MaxClients)
        {
            Interlocked.Decrement(ref _clients);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "10";
            await context.Response.WriteAsync("Too many pages are open.\n", context.RequestAborted);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await SendAsync(context.Response, VersionOf(context.Request.Headers["Last-Event-ID"].ToString()), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The visitor left, or the server stops: both are the ordinary end of a stream of events.
        }
        finally
        {
            Interlocked.Decrement(ref _clients);
        }
    }

    private async Task SendAsync(HttpResponse response, long seen, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Hello, cancellationToken);
        var isFirst = true;
        while (true)
        {
            if (isFirst || await ChangesAsync(seen, cancellationToken))
            {
                var frame = board.Since(seen);
                await response.Body.WriteAsync(frame.Event, cancellationToken);
                (seen, isFirst) = (frame.Version, false);
                await response.Body.FlushAsync(cancellationToken);
                await Task.Delay(options.UpdateInterval, time, cancellationToken);
            }
            else
            {
                await response.Body.WriteAsync(Beat, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    /// <summary>Waits for a change; false when a heartbeat is due first.</summary>
    private async Task<bool> ChangesAsync(long seen, CancellationToken cancellationToken)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var change = board.WaitAsync(seen, quiet.Token);
        if (change.IsCompletedSuccessfully)
        {
            return true;
        }

        var first = await Task.WhenAny(change, Task.Delay(options.Heartbeat, time, quiet.Token));
        await quiet.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == change;
    }

    private long VersionOf(string lastEventId) =>
        lastEventId.Split('-') is [var instance, var text] && instance == board.Instance
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : 0;
}
